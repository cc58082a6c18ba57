namespace His.Server.Storage;

/// <summary>
/// Lock on a data folder, so that one HIS at a time uses it. The operating system releases it when the process ends, however it ends.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    // The error codes of a lock that another process holds, on Linux, macOS and Windows.
    private static readonly int[] Taken = [11, 35, unchecked((int)0x80070020)];

    private const string Name = "his.lock";

    private readonly FileStream _file;

    /// <summary>Locks the folder for this process.</summary>
    /// <exception cref="StoreException">Another HIS uses the folder, or it cannot be written.</exception>
    public FolderLock(string folder)
    {
        try
        {
            PrivateFile.CreateFolder(folder); // it has hashes of tokens and the working times of agents
            _file = PrivateFile.Open(Path.Combine(folder, Name), FileMode.OpenOrCreate);
        }
        catch (IOException taken) when (Taken.Contains(taken.HResult))
        {
            throw new StoreException(
                $"Another HIS uses the data folder {folder}. Stop it, or set His:DataDirectory to another folder.",
                taken
            );
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"The data folder {folder} cannot be used: {wrong.Message} (setting: His:DataDirectory)", wrong);
        }
    }

    /// <summary>Whether a HIS is using the folder now.</summary>
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
