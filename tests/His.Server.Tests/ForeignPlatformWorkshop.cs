using System.Text.RegularExpressions;

namespace His.Server.Tests;

/// <summary>A folder with the packages and with projects of others, built once.</summary>
public sealed class ForeignPlatformWorkshop : IAsyncLifetime
{
    private const string Properties = """
        <Project>
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <NoWarn>CS1591;xUnit1051</NoWarn>
            <RestorePackagesPath>$(MSBuildThisFileDirectory)cache</RestorePackagesPath>
            <RestoreFallbackFolders>$(NUGET_PACKAGES);$(HOME)/.nuget/packages</RestoreFallbackFolders>
          </PropertyGroup>
        </Project>
        """;

    /// <summary>Those that can only fail: their code, and what they refer to.</summary>
    private static readonly (string Name, string Code)[] Wrong =
    [
        ("None", "public class Nothing : His.Platform.IAgentEventSink { public void OnEvent(His.Platform.SwitchEvent it) { } }"),
        ("Two", $"{Factory("One")} {Factory("Other")}"),
        ("Throws", Factory("Throwing", """throw new InvalidOperationException("out of order");""")),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("his-workshop-").FullName;

    public string Assembly(string project) => Path.Combine(_folder, project, "bin", "Release", "net10.0", $"{project}.dll");

    public async ValueTask InitializeAsync()
    {
        await RunAsync("env", $"HIS_PACK_OUTPUT={Path.Combine(_folder, "packages")}", Path.Combine(Repository.Root, "eng/pack"), "nuget");
        var version = typeof(HisServer).Assembly.GetName().Version!.ToString(3);
        Write("Directory.Build.props", Properties);
        Write("nuget.config", """<configuration><packageSources><add key="local" value="packages" /></packageSources></configuration>""");
        Write(
            "Acme/Acme.csproj",
            Project(
                version,
                "<EnableDynamicLoading>true</EnableDynamicLoading><GenerateDocumentationFile>true</GenerateDocumentationFile>",
                """<FrameworkReference Include="Microsoft.AspNetCore.App" /><InternalsVisibleTo Include="Acme.Tests" />"""
            )
        );
        Copy("src/His.Platform.Simulator", "Acme", file => !file.EndsWith("SimulatorPlatformFactory.cs", StringComparison.Ordinal));
        Write("Acme/AcmePlatformFactory.cs", AcmeFactory);
        Write(
            "Acme.Tests/Acme.Tests.csproj",
            Project(
                version,
                "<OutputType>Exe</OutputType><UseMicrosoftTestingPlatformRunner>true</UseMicrosoftTestingPlatformRunner>",
                $"""
                <Using Include="Xunit" />
                <ProjectReference Include="../Acme/Acme.csproj" />
                <PackageReference Include="His.Platform.Conformance" Version="{version}" />
                <PackageReference Include="xunit.v3.mtp-v2" Version="{XunitVersion()}" />
                """
            )
        );
        Copy(
            "tests/His.Platform.Simulator.Tests",
            "Acme.Tests",
            file => Path.GetFileName(file) is "SimulatorConformance.cs" or "FaultyPlatform.cs"
        );
        foreach (var (name, code) in Wrong)
        {
            Write($"{name}/{name}.csproj", Project(version));
            Write($"{name}/Code.cs", code);
        }

        Write(
            "Contract/Contract.csproj",
            """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><AssemblyName>His.Platform</AssemblyName><Version>9.0.0</Version></PropertyGroup>
            </Project>
            """
        );
        Write("Contract/Code.cs", "namespace His.Platform { public interface IPlatformFactory { } }");
        Write(
            "Newer/Newer.csproj",
            """
            <Project Sdk="Microsoft.NET.Sdk">
              <ItemGroup><ProjectReference Include="../Contract/Contract.csproj" /></ItemGroup>
            </Project>
            """
        );
        Write("Newer/Code.cs", "public class Newer : His.Platform.IPlatformFactory { }");
        var projects = Directory
            .GetFiles(_folder, "*.csproj", SearchOption.AllDirectories)
            .Select(path => $"""<Project Path="{Path.GetRelativePath(_folder, path)}" />""");
        Write("all.slnx", $"<Solution>{string.Concat(projects)}</Solution>");
        await RunAsync(
            "dotnet",
            "build",
            Path.Combine(_folder, "all.slnx"),
            "-c",
            "Release",
            "--nologo",
            "-v",
            "quiet",
            "-nodeReuse:false",
            "-p:UseSharedCompilation=false"
        );
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static string Factory(string name, string constructor = "") =>
        $$"""
            public class {{name}} : His.Platform.IPlatformFactory
            {
                public {{name}}() { {{constructor}} }
                public Type SettingsType => typeof(object);
                public string? Validate(object settings) => null;
                public His.Platform.IPlatform Create(object settings, IServiceProvider services) => throw new NotSupportedException();
            }
            """;

    private static string Project(string version, string properties = "", string items = "") =>
        $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>{properties}</PropertyGroup>
              <ItemGroup><PackageReference Include="His.Platform" Version="{version}" />{items}</ItemGroup>
            </Project>
            """;

    private static string XunitVersion() =>
        Regex
            .Match(
                File.ReadAllText(Path.Combine(Repository.Root, "Directory.Packages.props")),
                """"(?<=xunit\.v3\.mtp-v2" Version="\[)[0-9.]+"""",
                RegexOptions.None,
                TimeSpan.FromSeconds(1)
            )
            .Value;

    private const string AcmeFactory = """
        using His.Platform;
        using His.Platform.Simulator;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Logging;

        namespace Acme;

        public sealed class AcmeSettings
        {
            /// <summary>The password of every agent.</summary>
            public string? Password { get; set; }

            /// <summary>What is put behind each name.</summary>
            public string Greeting { get; set; } = "at Acme";
        }

        public sealed class AcmePlatformFactory : IPlatformFactory
        {
            public Type SettingsType => typeof(AcmeSettings);

            public string? Validate(object settings) => ((AcmeSettings)settings).Password is null ? "His:Acme:Password is missing." : null;

            public IPlatform Create(object settings, IServiceProvider services)
            {
                services.GetRequiredService<ILogger<AcmePlatformFactory>>().LogInformation("Acme is here.");
                return new AcmePlatform((AcmeSettings)settings, services.GetRequiredService<TimeProvider>());
            }
        }

        internal sealed class AcmePlatform(AcmeSettings settings, TimeProvider time) : IPlatform
        {
            private readonly SimulatedSwitch _inner = new(new SimulatorOptions { Password = settings.Password }, time);

            public string Name => "Acme";
            public bool IsAvailable => _inner.IsAvailable;
            public Task StartAsync(CancellationToken cancellationToken) => _inner.StartAsync(cancellationToken);
            public async Task<AgentIdentity?> AuthenticateAsync(AgentCredentials credentials, CancellationToken cancellationToken) =>
                await _inner.AuthenticateAsync(credentials, cancellationToken) is { } agent ? agent with { Name = $"{agent.Name} {settings.Greeting}" } : null;
            public Task<LogInResult> LogInAsync(AgentIdentity agent, string? endpoint, IAgentEventSink sink, CancellationToken cancellationToken) =>
                _inner.LogInAsync(agent, endpoint, sink, cancellationToken);
            public ValueTask DisposeAsync() => _inner.DisposeAsync();
        }
        """;

    private void Copy(string from, string to, Func<string, bool> isWanted)
    {
        var source = Path.Combine(Repository.Root, from);
        foreach (var file in Directory.GetFiles(source, "*.cs", SearchOption.AllDirectories).Where(isWanted))
        {
            var path = Path.GetRelativePath(source, file);
            if (!path.StartsWith("obj", StringComparison.Ordinal))
            {
                Write(Path.Combine(to, path), File.ReadAllText(file));
            }
        }
    }

    private void Write(string path, string text)
    {
        var file = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Programs.Start(program, arguments);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await TestTimeout.Wait(process.WaitForExitAsync(), program, TimeSpan.FromMinutes(10));
        Assert.True(process.ExitCode == 0, await output + await errors);
    }
}
