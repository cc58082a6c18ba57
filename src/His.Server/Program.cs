using His.Server;
using His.Server.Commands;
using His.Server.Settings;

// The process from its first line to its last. What it is made of: HisServer. What else it can do: Commands.
if (CommandLine.IsWanted(args))
{
    return await CommandLine.RunAsync(args);
}

if (Help.IsWanted(args))
{
    Help.Write(Console.Out);
    return 0;
}

try
{
    await using var server = HisServer.Build(args);
    server.Lifetime.ApplicationStarted.Register(() => Welcome.Write(server, Console.Out));
    await server.RunAsync();
    return 0;
}
catch (Exception wrong) when (Complaint.About(wrong) is { } complaint)
{
    // Whoever started the process can put this right: they get a sentence, and no stack.
    await Console.Error.WriteLineAsync(complaint);
    return 1;
}
