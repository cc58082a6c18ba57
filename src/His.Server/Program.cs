using His.Server;
using His.Server.Commands;
using His.Server.Platforms;
using His.Server.Settings;

// The process from its first line to its last. What it is made of: HisServer. What else it can do: Commands.
var line = CommandLineArguments.Of(args);
if (line.Error is { } problem)
{
    await Console.Error.WriteLineAsync(CommandLine.IsCommand(line) ? problem : $"HIS does not start: {problem}");
    return CommandLine.Misused;
}

if (line.WantsVersion)
{
    BuildInfo.Write(Console.Out);
    return 0;
}

if (line.Words.Count > 0)
{
    return await CommandLine.RunAsync(line);
}

try
{
    if (line.WantsHelp)
    {
        Help.Write(Console.Out, PlatformCatalog.Of(CommandLine.Settings(line.Settings)));
        return 0;
    }

    await using var server = HisServer.Build(args);
    if (!Service.LogsJson(server.Configuration))
    {
        server.Lifetime.ApplicationStarted.Register(() => StartupBanner.Write(server, Console.Out));
    }

    await server.RunAsync();
    return 0;
}
catch (Exception wrong) when (StartupError.TryDescribe(wrong) is { } complaint)
{
    // Whoever started the process can put this right: they get a sentence, and no stack.
    await Console.Error.WriteLineAsync(complaint);
    return 1;
}
