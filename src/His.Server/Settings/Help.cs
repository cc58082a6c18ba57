using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using His.Server.Commands;
using His.Server.Platforms;

namespace His.Server.Settings;

/// <summary>Prints every setting with its default and its description: the XML summary of its property.</summary>
internal static partial class Help
{
    /// <summary>Folders of the XML documentation: the program's own, and <c>help</c> in packages.</summary>
    private static readonly string[] Folders = ["", "help"];

    /// <summary>Prints all settings.</summary>
    /// <param name="output">The writer to print to.</param>
    /// <param name="platforms">The platforms whose settings are printed after those of HIS.</param>
    public static void Write(TextWriter output, PlatformCatalog platforms)
    {
        output.WriteLine("HIS, the server between a contact center's switch and its agents.");
        output.WriteLine();
        output.WriteLine("Without a command, HIS starts. Commands, each with its own --help:");
        output.WriteLine();
        foreach (var command in CommandLine.All)
        {
            output.WriteLine($"  his {command.Name}");
            output.WriteLine($"      {command.Summary}");
        }

        output.WriteLine("  his --version");
        output.WriteLine("      Prints the version, the commit that it was built from, and the version of the store's schema.");
        output.WriteLine();
        output.WriteLine("Settings are given as --His:Name=value, in the environment as His__Name=value, or in appsettings.json.");
        output.WriteLine("Times are written hh:mm:ss; lists as --His:Bus:AllowedOrigins:0=https://crm.example.");
        output.WriteLine();
        output.WriteLine("  --urls = http://127.0.0.1:5080");
        output.WriteLine("      The addresses on which HIS listens, separated by semicolons. Beyond this machine they must be https.");
        output.WriteLine("  --Kestrel:Certificates:Default:Path = (none)");
        output.WriteLine(
            "      The certificate for https: PKCS #12 with Kestrel:Certificates:Default:Password, or PEM with Kestrel:Certificates:Default:KeyPath."
        );
        output.WriteLine("  --AllowedHosts = (none)");
        output.WriteLine(
            "      The host names that HIS accepts, separated by semicolons; * for any. Default: any, or those of this machine if HIS listens on it alone."
        );
        output.WriteLine("  --Logging:LogLevel:Default = Information");
        output.WriteLine("      The log level; also for one category, such as --Logging:LogLevel:His.Server=Debug.");
        foreach (var (section, type) in HisSettings.OwnSections)
        {
            WriteSection(output, section, type, folder: null);
        }

        foreach (var name in platforms.Names)
        {
            WriteSection(output, $"His:{name}", platforms.Load(name).SettingsType, platforms.FolderOf(name));
        }
    }

    private static void WriteSection(TextWriter output, string section, Type type, string? folder)
    {
        var documents = Documents(type.Assembly, folder);
        var defaults = Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties().Where(property => property.CanWrite))
        {
            output.WriteLine($"  --{section}:{property.Name} = {Format(property.GetValue(defaults))}");
            if (documents.TryGetValue($"P:{type.FullName}.{property.Name}", out var summary))
            {
                output.WriteLine($"      {summary}");
            }
        }
    }

    private static string Format(object? value) =>
        value switch
        {
            null => "(none)",
            IEnumerable list and not string => list.Cast<object>().Any() ? string.Join(", ", list.Cast<object>()) : "(none)",
            bool flag => flag ? "true" : "false",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };

    private static Dictionary<string, string> Documents(Assembly assembly, string? folder)
    {
        var name = $"{assembly.GetName().Name}.xml";
        var file = Folders
            .Select(it => Path.Combine(AppContext.BaseDirectory, it, name))
            .Prepend(Path.Combine(folder ?? "", name))
            .FirstOrDefault(File.Exists);
        return file is null
            ? []
            : XDocument
                .Load(file)
                .Descendants("member")
                .Where(member => member.Element("summary") is not null)
                .ToDictionary(
                    member => member.Attribute("name")!.Value,
                    member => Plain(member.Element("summary")!),
                    StringComparer.Ordinal
                );
    }

    /// <summary>Returns the summary as one line; references become the last part of their names.</summary>
    private static string Plain(XElement summary) =>
        Blanks()
            .Replace(
                string.Concat(
                    summary
                        .Nodes()
                        .Select(node =>
                            node switch
                            {
                                XElement { FirstAttribute: { } reference } => reference.Value.Split('.')[^1],
                                XElement element => element.Value,
                                _ => node.ToString(),
                            }
                        )
                ),
                " "
            )
            .Trim();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Blanks();
}
