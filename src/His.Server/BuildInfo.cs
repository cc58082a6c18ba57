using System.Reflection;
using His.Server.Storage;

namespace His.Server;

/// <summary>The build of HIS, for bug reports, and the version of the store's schema, for upgrades.</summary>
internal static class BuildInfo
{
    /// <summary>The version, such as <c>1.2.3</c>.</summary>
    public static string Version => Parts[0];

    /// <summary>The commit of the sources; <c>unknown</c> if they were not in a repository.</summary>
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
