using System.CommandLine;
using System.Globalization;
using His.Server.Storage;

namespace His.Server.Commands;

/// <summary><c>his backup</c>: copies all data of HIS into one file.</summary>
internal static class BackupCommand
{
    public const string Name = "backup";
    public const string Summary = "Copies all data of HIS into one file: sessions, journal and agents. HIS may be running.";

    public static Command Make(IConfiguration configuration)
    {
        var target = new Argument<string>("file")
        {
            Description = "The file to write. It must not exist, and must not be in the data folder.",
        };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replaces an existing file once the new one is complete." };
        var backup = new Command(Name, Summary) { target, overwrite };
        backup.SetAction(call =>
        {
            var (folder, path) = (CommandFolder.Of(configuration), Path.GetFullPath(call.GetValue(target)!));
            if (path.StartsWith(Path.GetFullPath(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                throw new CommandRefusedException($"{path} is in the data folder. Choose another folder, preferably on another disk.");
            }

            if (File.Exists(path) && !call.GetValue(overwrite))
            {
                throw new CommandRefusedException($"{path} already exists. Choose another name, or use --overwrite.");
            }

            var content = Backup.Create(folder, path, TimeProvider.System.GetUtcNow());
            Console.Out.WriteLine($"{path}: {Format(content)}");
        });
        return backup;
    }

    /// <summary>Describes the content of a backup, with the hash that identifies it.</summary>
    public static string Format(BackupContent content) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{content.Records} records of the journal, {content.Sessions} sessions, {(content.Agents is { } agents ? $"{agents} agents" : "no agents.json")}. The last record is {content.Head.Sequence}, its hash {Convert.ToHexStringLower(content.Head.Hash)}."
        );
}
