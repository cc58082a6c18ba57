using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;
using His.Platform;
using His.Server.Settings;

namespace His.Server.Platforms;

/// <summary>
/// Loads the assembly of a platform and finds its factory. An assembly from a file has a load context of its own, so that it can bring
/// other versions of packages than HIS; it shares the types of the contract with HIS. Its code is not restricted (docs/security.md).
/// </summary>
internal static class PlatformLoader
{
    private static readonly Version Contract = typeof(IPlatform).Assembly.GetName().Version!;

    /// <summary>The loaded platforms by path: an assembly is loaded once, however often HIS is built in a process.</summary>
    private static readonly ConcurrentDictionary<string, Lazy<IPlatformFactory>> Loaded = new(StringComparer.Ordinal);

    /// <summary>Loads a platform that is shipped with HIS.</summary>
    public static IPlatformFactory LoadShipped(string assembly) =>
        Loaded.GetOrAdd(assembly, name => new(() => FactoryIn(Assembly.Load(new AssemblyName(name)), name))).Value;

    /// <summary>Loads a platform from a file.</summary>
    /// <param name="setting">The setting that names the file.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">
    /// The file is not a platform; the message has the reason.
    /// </exception>
    public static IPlatformFactory Load(string setting, string path) =>
        !Path.IsPathFullyQualified(path)
            ? throw StartupError.Create($"{setting} is '{path}'; it must be an absolute path, such as /opt/acme/Acme.dll.")
        : !File.Exists(path) ? throw StartupError.Create($"{setting} is '{path}'; the file does not exist.")
        : Loaded.GetOrAdd(path, file => new(() => FactoryIn(AssemblyAt(setting, file), $"{setting} is '{file}', which"))).Value;

    private static Assembly AssemblyAt(string setting, string path)
    {
        try
        {
            return new PlatformLoadContext(path).LoadFromAssemblyPath(path);
        }
        catch (Exception wrong) when (wrong is BadImageFormatException or IOException)
        {
            throw StartupError.Create($"{setting} is '{path}', which is not a .NET assembly: {wrong.Message}");
        }
    }

    private static IPlatformFactory FactoryIn(Assembly assembly, string subject)
    {
        var contract = assembly.GetReferencedAssemblies().FirstOrDefault(it => it.Name == typeof(IPlatform).Namespace);
        if (contract?.Version is { } built && !IsCompatible(built))
        {
            throw StartupError.Create(
                $"{subject} was built with version {built.ToString(3)} of His.Platform; this HIS has {Contract.ToString(3)}. "
                    + "Rebuild it with that version, or use the HIS that it was built for."
            );
        }

        Type[] factories;
        try
        {
            factories = [.. assembly.GetExportedTypes().Where(IsFactory)];
        }
        catch (Exception wrong) when (wrong is IOException or BadImageFormatException or TypeLoadException)
        {
            throw StartupError.Create($"{subject} cannot be loaded: {wrong.Message}");
        }

        return factories switch
        {
            [] => throw StartupError.Create($"{subject} has no public class that implements IPlatformFactory."),
            [{ } one] => Make(one, subject),
            _ => throw StartupError.Create(
                $"{subject} has {factories.Length} public classes that implement IPlatformFactory "
                    + $"({string.Join(", ", factories.Select(it => it.FullName))}); it must have exactly one."
            ),
        };
    }

    private static bool IsFactory(Type type) =>
        type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IPlatformFactory));

    private static IPlatformFactory Make(Type type, string subject)
    {
        try
        {
            return (IPlatformFactory)Activator.CreateInstance(type)!;
        }
        catch (MissingMethodException)
        {
            throw StartupError.Create($"{subject} has the factory {type.FullName}, which has no public parameterless constructor.");
        }
        catch (TargetInvocationException wrong)
        {
            var thrown = wrong.InnerException!;
            throw StartupError.Create(
                $"{subject} has the factory {type.FullName}, whose constructor threw {thrown.GetType().Name}: {thrown.Message}"
            );
        }
    }

    /// <summary>
    /// Applies semantic versioning: below 1, each minor version is another contract; from 1 on, a later minor version is compatible with an
    /// earlier one.
    /// </summary>
    private static bool IsCompatible(Version built) =>
        built.Major == Contract.Major && (Contract.Major == 0 ? built.Minor == Contract.Minor : built.Minor <= Contract.Minor);

    /// <summary>
    /// Load context of a platform: assemblies beside it are its own, except the contract and logging, whose types HIS shares with it.
    /// </summary>
    private sealed class PlatformLoadContext(string path) : AssemblyLoadContext(path)
    {
        private readonly string _folder = Path.GetDirectoryName(path)!;

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            var beside = Path.Combine(_folder, $"{assemblyName.Name}.dll");
            var isShared =
                assemblyName.Name == typeof(IPlatform).Namespace
                || assemblyName.Name!.StartsWith("Microsoft.Extensions.Logging", StringComparison.Ordinal)
                || assemblyName.Name.StartsWith("Microsoft.Extensions.DependencyInjection", StringComparison.Ordinal);
            return isShared || !File.Exists(beside) ? null : LoadFromAssemblyPath(beside);
        }

        protected override nint LoadUnmanagedDll(string unmanagedDllName)
        {
            string[] names = [$"lib{unmanagedDllName}.so", $"{unmanagedDllName}.dll", unmanagedDllName];
            var beside = names.Select(name => Path.Combine(_folder, name)).FirstOrDefault(File.Exists);
            return beside is null ? 0 : LoadUnmanagedDllFromPath(beside);
        }
    }
}
