namespace His.Server.Storage;

/// <summary>Files that nobody but their owner can read, whatever the rights of the folder they are in.</summary>
internal static class OwnersFile
{
    private const UnixFileMode Rights = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Opens a file; one that is made now is its owner's alone, one that was there keeps its rights.</summary>
    public static FileStream Open(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = Rights;
        }

        return new FileStream(path, options);
    }
}
