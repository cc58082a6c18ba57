using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;

namespace His.Tests;

/// <summary>
/// A package with a known hole (docs/security.md, 51). Where the source of packages says that it has one, our settings stop the build. The
/// source is one of our own on this machine: what the world knows of today's packages is no matter of a test.
/// </summary>
public sealed class KnownHoles : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("his-holes-").FullName;
    private readonly HttpListener source = new();
    private readonly string address = $"http://127.0.0.1:{FreePort()}/";

    public KnownHoles()
    {
        source.Prefixes.Add(address);
        source.Start();
        _ = ServeAsync(new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            ["index.json"] = Text($$"""{"version":"3.0.0","resources":[{"@id":"{{address}}","@type":"PackageBaseAddress/3.0.0"},{"@id":"{{address}}holes.json","@type":"VulnerabilityInfo/6.7.0"}]}"""),
            ["holes.json"] = Text($$"""[{"@name":"all","@id":"{{address}}all.json","@updated":"2026-01-01T00:00:00Z"}]"""),
            ["all.json"] = Text("""{"known.hole":[{"url":"https://example.org/hole","severity":0,"versions":"(, 2.0.0)"}]}"""),
            ["known.hole/index.json"] = Text("""{"versions":["1.0.0","2.0.0"]}"""),
            ["known.hole/1.0.0/known.hole.1.0.0.nupkg"] = Package("1.0.0"),
            ["known.hole/2.0.0/known.hole.2.0.0.nupkg"] = Package("2.0.0"),
        });
    }

    [Fact]
    public async Task APackageWithAKnownHole_StopsTheBuild_AndOneWhoseHoleIsMendedDoesNot()
    {
        var (whole, saidOfWhole) = await RestoreAsync("2.0.0");
        var (broken, said) = await RestoreAsync("1.0.0");

        Assert.True(whole == 0, saidOfWhole);
        Assert.NotEqual(0, broken);
        Assert.Contains("error NU1901", said, StringComparison.Ordinal); // even of low severity
        Assert.Contains("'Known.Hole' 1.0.0 has a known low severity vulnerability", said, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        source.Close();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Restores a project that has the package and, of ours, the settings alone.</summary>
    private async Task<(int ExitCode, string Said)> RestoreAsync(string version)
    {
        var project = Directory.CreateDirectory(Path.Combine(folder, version)).FullName;
        File.Copy(Path.Combine(Root(), "Directory.Build.props"), Path.Combine(project, "Directory.Build.props"));
        await File.WriteAllTextAsync(Path.Combine(project, "nuget.config"), $"""
            <configuration>
              <packageSources><clear /><add key="ours" value="{address}index.json" allowInsecureConnections="true" /></packageSources>
              <config><add key="globalPackagesFolder" value="{Path.Combine(project, "packages")}" /></config>
            </configuration>
            """);
        await File.WriteAllTextAsync(Path.Combine(project, "Project.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <ItemGroup>
                <PackageReference Remove="@(PackageReference)" />
                <PackageReference Include="Known.Hole" Version="[{version}]" />
              </ItemGroup>
            </Project>
            """);
        var start = new ProcessStartInfo("dotnet", ["restore", "-nodeReuse:false"]) { WorkingDirectory = project, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var ours in start.Environment.Keys.Where(it => it.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || it is "CI").ToList())
        {
            start.Environment.Remove(ours); // there is no lock file here
        }

        using var restore = Process.Start(start)!;
        var errors = restore.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var said = await restore.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await errors;
        await restore.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (restore.ExitCode, said);
    }

    private async Task ServeAsync(Dictionary<string, byte[]> files)
    {
        try
        {
            while (true)
            {
                var context = await source.GetContextAsync();
                if (files.TryGetValue(context.Request.Url!.AbsolutePath[1..], out var file))
                {
                    await context.Response.OutputStream.WriteAsync(file);
                }
                else
                {
                    context.Response.StatusCode = 404;
                }

                context.Response.Close();
            }
        }
        catch (Exception over) when (over is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static byte[] Package(string version)
    {
        using var bytes = new MemoryStream();
        using (var package = new ZipArchive(bytes, ZipArchiveMode.Create))
        using (var file = package.CreateEntry("Known.Hole.nuspec").Open())
        {
            file.Write(Text($"""
                <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
                  <metadata><id>Known.Hole</id><version>{version}</version><authors>nobody</authors><description>A package for a test.</description></metadata>
                </package>
                """));
        }

        return bytes.ToArray();
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
