using System.CommandLine;
using His.Server.Storage;

namespace His.Server.Commands;

/// <summary><c>his restore</c>: restores a backup made by <c>his backup</c>, while HIS is stopped.</summary>
internal static class RestoreCommand
{
    public const string Name = "restore";
    public const string Summary = "Replaces the data of HIS with a backup, while HIS is stopped. The previous data is put aside.";

    public static Command Make(IConfiguration configuration)
    {
        var source = new Argument<string>("file") { Description = "A file made by 'his backup', or a complete copy of his.db." };
        var restore = new Command(Name, Summary) { source };
        restore.SetAction(call =>
        {
            var (folder, path) = (CommandFolder.Of(configuration), Path.GetFullPath(call.GetValue(source)!));
            var (content, aside) = Restore.From(path, folder, TimeProvider.System.GetUtcNow());
            Console.Out.WriteLine($"Restored {path} into {folder}: {BackupCommand.Format(content)}");
            if (aside is not null)
            {
                Console.Out.WriteLine($"The previous data is {aside}.");
            }
        });
        return restore;
    }
}
