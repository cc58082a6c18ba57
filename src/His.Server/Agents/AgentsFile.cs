using His.Server.Storage;

namespace His.Server.Agents;

/// <summary>The file cannot be used; the sentence says where and why, and is for whoever runs HIS.</summary>
internal sealed class AgentsFileException(string sentence, Exception? inner = null) : Exception(sentence, inner);

/// <summary>
/// <c>agents.json</c> in HIS's folder. A change writes a new file, brings it to the disk and gives it the old one's name, so that
/// whoever reads, and whatever is killed, finds the old or the new, never a part. A lock lets one change after the other.
/// </summary>
internal sealed class AgentsFile(string folder)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(10);

    public string Name { get; } = Path.Combine(folder, "agents.json");

    /// <summary>Tells one file from another without reading it: every change has a time of its own. <see langword="null"/> without a file.</summary>
    public (DateTime Changed, long Length)? Stamp()
    {
        var file = new FileInfo(Name);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : null;
    }

    /// <summary>Everybody in the file; nobody while there is none.</summary>
    /// <exception cref="AgentsFileException">It cannot be read, or something in it is wrong.</exception>
    public IReadOnlyList<AgentRecord> Read()
    {
        try
        {
            PrivateFile.RestrictToOwner(Name); // it may have been copied here by hand
            return File.Exists(Name) ? AgentsFileFormat.Parse(Name, File.ReadAllBytes(Name)) : [];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new AgentsFileException($"{Name} cannot be read: {unreadable.Message}", unreadable);
        }
    }

    /// <summary>The file as it is, if there is one, and how many are in it.</summary>
    /// <exception cref="AgentsFileException">It cannot be read, or something in it is wrong.</exception>
    public (byte[] Text, int Count)? ReadText()
    {
        try
        {
            if (!File.Exists(Name))
            {
                return null;
            }

            var text = File.ReadAllBytes(Name);
            return (text, AgentsFileFormat.Parse(Name, text).Count);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new AgentsFileException($"{Name} cannot be read: {unreadable.Message}", unreadable);
        }
    }

    /// <summary>Puts another text in its place; the one that was there is kept beside it.</summary>
    /// <param name="text">The new one.</param>
    /// <param name="end">What is put behind the name of the old one.</param>
    /// <exception cref="AgentsFileException">It cannot be written; nothing has changed.</exception>
    public void Replace(byte[] text, string end)
    {
        try
        {
            PrivateFile.CreateFolder(folder);
            if (File.Exists(Name))
            {
                File.Copy(Name, $"{Name}.{end}", overwrite: true);
                PrivateFile.RestrictToOwner($"{Name}.{end}");
            }

            Write(text);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            throw new AgentsFileException($"{Name} cannot be replaced: {unwritable.Message}", unwritable);
        }
    }

    /// <summary>Changes who is in it, while nobody else does.</summary>
    /// <exception cref="AgentsFileException">It cannot be read or written; nothing has changed.</exception>
    public async Task ChangeAsync(Func<IReadOnlyList<AgentRecord>, IEnumerable<AgentRecord>> change)
    {
        try
        {
            PrivateFile.CreateFolder(folder);
            await using var mine = await LockAsync();
            Write(AgentsFileFormat.Of([.. change(Read())]));
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            throw new AgentsFileException($"{Name} cannot be changed: {unwritable.Message} (His:DataDirectory says where it is)", unwritable);
        }
    }

    /// <summary>The system gives the lock back when its owner ends, however that ends.</summary>
    private async Task<FileStream> LockAsync()
    {
        for (var since = TimeProvider.System.GetTimestamp(); ;)
        {
            try
            {
                return PrivateFile.Open(Name + ".lock", FileMode.OpenOrCreate);
            }
            catch (IOException taken) when (taken is not (FileNotFoundException or DirectoryNotFoundException) && TimeProvider.System.GetElapsedTime(since) < LongestWait)
            {
                await Task.Delay(BetweenAttempts);
            }
        }
    }

    private void Write(byte[] text)
    {
        var fresh = Name + ".new";
        File.Delete(fresh); // of one who did not come to the end
        using (var file = PrivateFile.Open(fresh, FileMode.CreateNew))
        {
            file.Write(text);
            file.Flush(flushToDisk: true);
        }

        // Two changes within one tick of the file system's clock must not look alike to whoever goes by the stamp.
        if (Stamp() is { } before && before.Changed >= File.GetLastWriteTimeUtc(fresh))
        {
            File.SetLastWriteTimeUtc(fresh, before.Changed.AddMilliseconds(1));
        }

        File.Move(fresh, Name, overwrite: true);
    }
}
