namespace His.Bench.Cases;

/// <summary>A data folder for one run.</summary>
internal sealed class Folder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("his-bench-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
