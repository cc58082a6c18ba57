namespace His.Server.Storage;

/// <summary>
/// One HIS at a time has a data folder. The lock is the operating system's and goes with the process, however it ends.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    // What "somebody else has it" is called on Linux, on macOS and on Windows.
    private static readonly int[] Taken = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream _file;

    /// <summary>Takes the folder for this process.</summary>
    /// <exception cref="StoreException">Another HIS has it, or it cannot be written.</exception>
    public FolderLock(string folder)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else
            {
                // Hashes of tokens, and who worked when, are nobody else's business. A folder that is there already keeps its rights.
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            _file = OwnersFile.Open(Path.Combine(folder, "his.lock"), FileMode.OpenOrCreate);
        }
        catch (IOException taken) when (Taken.Contains(taken.HResult))
        {
            throw new StoreException($"Another HIS works with the data folder {folder}. Stop it, or set His:Data to another folder.", taken);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"The data folder {folder} cannot be used: {wrong.Message} (setting: His:Data)", wrong);
        }
    }

    public void Dispose() => _file.Dispose();
}
