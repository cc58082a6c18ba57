namespace His.Server.Storage;

/// <summary>
/// A piece of the disk that is kept for bad times: a file full of nothing. When the disk is full it is given away, and what comes free
/// serves those who are logged in; when there is room again it is taken anew.
/// </summary>
internal sealed class DiskReserve(string folder, int megabytes)
{
    private const int Megabyte = 1024 * 1024;

    private readonly string _path = Path.Combine(folder, "his.reserve");

    /// <summary>Takes it, unless it is there.</summary>
    /// <returns>False: there is no room for it.</returns>
    public bool TryAllocate()
    {
        var length = (long)megabytes * Megabyte;
        try
        {
            if (File.Exists(_path) && new FileInfo(_path).Length == length)
            {
                return true;
            }

            // Written and not only asked for: file systems promise more than they have.
            using var file = PrivateFile.Open(_path, FileMode.Create);
            var nothing = new byte[Megabyte];
            for (var i = 0; i < megabytes; i++)
            {
                file.Write(nothing);
            }

            file.Flush(flushToDisk: true);
            return true;
        }
        catch (Exception noRoom) when (noRoom is IOException or UnauthorizedAccessException)
        {
            Release();
            return false;
        }
    }

    /// <summary>Gives it away.</summary>
    public void Release()
    {
        try
        {
            File.Delete(_path);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            // It is there still: the next write that fails tries again.
        }
    }
}
