using His.Server;
using His.Server.Commands;
using His.Server.Platforms;
using His.Server.Settings;

// Entry point. HisServer lists the parts of the server; Commands has the other things the program can do.
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
    // The operator can fix this, so print a sentence instead of a stack trace.
    await Console.Error.WriteLineAsync(complaint);
    return 1;
}
