using System.Reflection;
using His.Server.Storage;

namespace His.Server;

/// <summary>Which build of HIS this is, for bug reports, and which schema of the store it writes, for upgrades.</summary>
internal static class BuildInfo
{
    /// <summary>The version, such as <c>1.2.3</c>.</summary>
    public static string Version => Parts[0];

    /// <summary>The commit that it was built from; <c>unknown</c> where the sources were no repository.</summary>
    public static string Commit => Parts.ElementAtOrDefault(1) ?? "unknown";

    private static string[] Parts { get; } =
        typeof(BuildInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+', 2);

    public static void Write(TextWriter output)
    {
        output.WriteLine($"his {Version}");
        output.WriteLine($"commit {Commit}");
        output.WriteLine($"schema {Schema.Version}");
    }
}
