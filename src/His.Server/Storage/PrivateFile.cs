namespace His.Server.Storage;

/// <summary>Files that only their owner can read, whatever the rights of their folder and the umask.</summary>
internal static class PrivateFile
{
    private const UnixFileMode Rights = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode FolderRights = Rights | UnixFileMode.UserExecute;

    /// <summary>Opens or creates a file with mode 0600, whatever its mode was before.</summary>
    public static FileStream Open(string path, FileMode mode)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = Rights;
        }

        var file = new FileStream(path, options);
        RestrictToOwner(path);
        return file;
    }

    /// <summary>
    /// Sets the mode of an existing file to 0600, because it may have been copied or restored by hand. A file of another user keeps its
    /// mode; only its owner can change it.
    /// </summary>
    public static void RestrictToOwner(string path)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(path))
        {
            return;
        }

        try
        {
            if (File.GetUnixFileMode(path) != Rights)
            {
                File.SetUnixFileMode(path, Rights);
            }
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            // Opening the file will show whether it can be used.
        }
    }

    /// <summary>Creates a folder with mode 0700, whatever the umask. An existing one keeps its mode.</summary>
    public static void CreateFolder(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, FolderRights);
            File.SetUnixFileMode(path, FolderRights);
        }
    }
}
