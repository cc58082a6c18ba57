namespace His.Server.Storage;

/// <summary>
/// Reserved disk space: a file of zeros. When the disk is full, the file is deleted to make room for the agents who are logged in; when
/// there is room again, it is rewritten.
/// </summary>
internal sealed class DiskReserve(string folder, int megabytes)
{
    private const int Megabyte = 1024 * 1024;

    private readonly string _path = Path.Combine(folder, "his.reserve");

    /// <summary>Allocates the reserve, unless it exists.</summary>
    /// <returns>False if there is no room for it.</returns>
    public bool TryAllocate()
    {
        var length = (long)megabytes * Megabyte;
        try
        {
            if (File.Exists(_path) && new FileInfo(_path).Length == length)
            {
                return true;
            }

            // Written, not only allocated: file systems promise more than they have.
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

    /// <summary>Deletes the reserve.</summary>
    public void Release()
    {
        try
        {
            File.Delete(_path);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            // The file is still there; the next failed write tries again.
        }
    }
}
