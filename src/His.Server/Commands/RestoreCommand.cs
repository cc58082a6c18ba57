using System.CommandLine;
using His.Server.Storage;

namespace His.Server.Commands;

/// <summary><c>his restore</c>: restores a backup made by <c>his backup</c>, while HIS is stopped.</summary>
internal static class RestoreCommand
{
    public const string Name = "restore";
    public const string Summary = "Puts a backup in the place of what HIS keeps, while HIS is stopped. What was there is put aside.";

    public static Command Make(IConfiguration configuration)
    {
        var source = new Argument<string>("file") { Description = "What his backup has made, or a whole copy of his.db." };
        var restore = new Command(Name, Summary) { source };
        restore.SetAction(call =>
        {
            var (folder, path) = (CommandFolder.Of(configuration), Path.GetFullPath(call.GetValue(source)!));
            var (content, aside) = Restore.From(path, folder, TimeProvider.System.GetUtcNow());
            Console.Out.WriteLine($"{path} is restored into {folder}: {BackupCommand.Format(content)}");
            if (aside is not null)
            {
                Console.Out.WriteLine($"What was there before is {aside}.");
            }
        });
        return restore;
    }
}
