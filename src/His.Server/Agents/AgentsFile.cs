using His.Server.Storage;

namespace His.Server.Agents;

/// <summary>The file cannot be used; the message has the line and the cause, and is for the operator.</summary>
internal sealed class AgentsFileException(string sentence, Exception? inner = null) : Exception(sentence, inner);

/// <summary>
/// <c>agents.json</c> in the data folder. A change writes a new file, flushes it to the disk and renames it over the old one, so that a
/// reader always finds the old or the new content, also after a crash. A lock serializes changes.
/// </summary>
internal sealed class AgentsFile(string folder)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(10);

    public string Name { get; } = Path.Combine(folder, "agents.json");

    /// <summary>
    /// Identifies the state of the file without reading it: every change has a modification time of its own. <see langword="null"/> without
    /// a file.
    /// </summary>
    public (DateTime Changed, long Length)? Stamp()
    {
        var file = new FileInfo(Name);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : null;
    }

    /// <summary>Reads all agents in the file; empty if there is no file.</summary>
    /// <exception cref="AgentsFileException">The file cannot be read, or its content is invalid.</exception>
    public IReadOnlyList<AgentRecord> Read()
    {
        try
        {
            PrivateFile.RestrictToOwner(Name); // it may have been copied by hand
            return File.Exists(Name) ? AgentsFileFormat.Parse(Name, File.ReadAllBytes(Name)) : [];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new AgentsFileException($"{Name} cannot be read: {unreadable.Message}", unreadable);
        }
    }

    /// <summary>Reads the raw file and the number of its agents; <see langword="null"/> without a file.</summary>
    /// <exception cref="AgentsFileException">The file cannot be read, or its content is invalid.</exception>
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

    /// <summary>Replaces the content; a copy of the old file is kept beside it.</summary>
    /// <param name="text">The new content.</param>
    /// <param name="end">Suffix of the name of the copy.</param>
    /// <exception cref="AgentsFileException">The file cannot be written; nothing has changed.</exception>
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

    /// <summary>Changes the agents in the file, under the lock.</summary>
    /// <exception cref="AgentsFileException">The file cannot be read or written; nothing has changed.</exception>
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
            throw new AgentsFileException($"{Name} cannot be changed: {unwritable.Message} (setting: His:DataDirectory)", unwritable);
        }
    }

    /// <summary>Acquires the lock. The operating system releases it when its owner ends, however that ends.</summary>
    private async Task<FileStream> LockAsync()
    {
        for (var since = TimeProvider.System.GetTimestamp(); ; )
        {
            try
            {
                return PrivateFile.Open(Name + ".lock", FileMode.OpenOrCreate);
            }
            catch (IOException taken)
                when (taken is not (FileNotFoundException or DirectoryNotFoundException)
                    && TimeProvider.System.GetElapsedTime(since) < LongestWait
                )
            {
                await Task.Delay(BetweenAttempts);
            }
        }
    }

    private void Write(byte[] text)
    {
        var fresh = Name + ".new";
        File.Delete(fresh); // left by an interrupted change
        using (var file = PrivateFile.Open(fresh, FileMode.CreateNew))
        {
            file.Write(text);
            file.Flush(flushToDisk: true);
        }

        // Two changes within one tick of the file system's clock must have different stamps.
        if (Stamp() is { } before && before.Changed >= File.GetLastWriteTimeUtc(fresh))
        {
            File.SetLastWriteTimeUtc(fresh, before.Changed.AddMilliseconds(1));
        }

        File.Move(fresh, Name, overwrite: true);
    }
}
