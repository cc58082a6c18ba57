namespace His.Server.Storage;

/// <summary>
/// One HIS at a time has a data folder. The lock is the operating system's and goes with the process, however it ends.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    // What "somebody else has it" is called on Linux, on macOS and on Windows.
    private static readonly int[] Taken = [11, 35, unchecked((int)0x80070020)];

    private const string Name = "his.lock";

    private readonly FileStream _file;

    /// <summary>Takes the folder for this process.</summary>
    /// <exception cref="StoreException">Another HIS has it, or it cannot be written.</exception>
    public FolderLock(string folder)
    {
        try
        {
            PrivateFile.CreateFolder(folder); // hashes of tokens, and who worked when, are nobody else's business
            _file = PrivateFile.Open(Path.Combine(folder, Name), FileMode.OpenOrCreate);
        }
        catch (IOException taken) when (Taken.Contains(taken.HResult))
        {
            throw new StoreException($"Another HIS works with the data folder {folder}. Stop it, or set His:DataDirectory to another folder.", taken);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"The data folder {folder} cannot be used: {wrong.Message} (setting: His:DataDirectory)", wrong);
        }
    }

    /// <summary>Whether a HIS works with the folder just now.</summary>
    public static bool IsTaken(string folder)
    {
        try
        {
            using var free = new FileStream(Path.Combine(folder, Name), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            return Taken.Contains(wrong.HResult);
        }
    }

    public void Dispose() => _file.Dispose();
}
