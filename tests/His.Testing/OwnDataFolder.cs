using System.Runtime.CompilerServices;

namespace His.Testing;

/// <summary>
/// Compiled into every test project: a HIS that a test starts without a data folder of its own must not take that of the person who runs
/// the tests. Here it has one that cannot be made, and says so.
/// </summary>
internal static class OwnDataFolder
{
    [ModuleInitializer]
    internal static void MustBeNamed() =>
        Environment.SetEnvironmentVariable("His__DataDirectory", "/dev/null/every-test-names-its-own-data-folder");
}
