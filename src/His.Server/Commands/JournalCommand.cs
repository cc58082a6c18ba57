using System.CommandLine;
using System.Globalization;
using System.Text;
using His.Server.Storage;
using Microsoft.Data.Sqlite;

namespace His.Server.Commands;

/// <summary><c>his journal</c>: verifies or exports the journal. HIS may be running.</summary>
internal static class JournalCommand
{
    public const string Name = "journal";
    public const string Summary = "Verifies or exports the journal.";

    public static Command Make(IConfiguration configuration) => new(Name, Summary) { Verify(configuration), Export(configuration) };

    private static Command Verify(IConfiguration configuration)
    {
        var verify = new Command("verify", "Verifies the whole journal: that no record was changed, removed or inserted.");
        verify.SetAction(_ =>
            Read(
                configuration,
                file =>
                {
                    var records = StoreReader.Verify(file);
                    var head = StoreReader.Head(file);
                    var begin =
                        head.Cut == 0
                            ? ""
                            : string.Create(
                                CultureInfo.InvariantCulture,
                                $" Records up to {head.Cut} were deleted by retention, as the journal records."
                            );
                    Console.Out.WriteLine(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{records} records, intact.{begin} The last one is {head.Sequence}, its hash {Convert.ToHexStringLower(head.Hash)}."
                        )
                    );
                }
            )
        );
        return verify;
    }

    private static Command Export(IConfiguration configuration)
    {
        var format = new Option<string>("--format")
        {
            Description = "csv (RFC 4180, safe to open in a spreadsheet) or jsonl (one JSON object per line).",
            DefaultValueFactory = _ => "csv",
        };
        format.AcceptOnlyFromAmong("csv", "jsonl");
        var from = Moment("--from", "The earliest time, UTC, such as 2026-01-31 or 2026-01-31T08:00:00Z. Default: the beginning.");
        var to = Moment("--to", "The time before which the export ends, UTC. Default: now.");
        var agent = new Option<string?>("--agent") { Description = "Only records about this agent.", HelpName = "id" };
        var mark = new Option<bool?>("--bom")
        {
            Description =
                "Whether to begin with a byte-order mark, by which spreadsheets recognize UTF-8. Default: true for csv; not allowed for jsonl.",
            HelpName = "true|false",
        };
        var export = new Command("export", "Writes the journal to standard output, with all times in UTC.")
        {
            format,
            from,
            to,
            agent,
            mark,
        };
        export.Validators.Add(call =>
        {
            if (
                call.GetResult(format)?.Tokens is [{ Value: "jsonl" }]
                && call.GetResult(mark) is { Implicit: false } given
                && given.Tokens.All(it => bool.TryParse(it.Value, out var isOn) && isOn)
            )
            {
                call.AddError("--bom is allowed only for csv: JSON has no byte-order mark (RFC 8259).");
            }
        });
        export.SetAction(call =>
            Read(
                configuration,
                file =>
                {
                    var isCsv = call.GetValue(format) == "csv";
                    using var output = new StreamWriter(
                        Console.OpenStandardOutput(),
                        new UTF8Encoding(encoderShouldEmitUTF8Identifier: call.GetValue(mark) ?? isCsv),
                        1 << 16
                    );
                    var records = StoreReader.Read(file, call.GetValue(from), call.GetValue(to), call.GetValue(agent));
                    JournalExport.Write(records.Select(record => record.Entry), isCsv, output);
                }
            )
        );
        return export;
    }

    private static Option<DateTimeOffset?> Moment(string name, string description) =>
        new(name)
        {
            Description = description,
            HelpName = "time",
            CustomParser = given =>
            {
                if (
                    DateTimeOffset.TryParse(
                        given.Tokens[0].Value,
                        CultureInfo.InvariantCulture,
                        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                        out var moment
                    )
                )
                {
                    return moment;
                }

                given.AddError(
                    $"{name} is '{given.Tokens[0].Value}'; it must be a date or a time, such as 2026-01-31 or 2026-01-31T08:00:00Z."
                );
                return null;
            },
        };

    private static void Read(IConfiguration configuration, Action<SqliteConnection> read)
    {
        var path = StoreFile.PathIn(CommandFolder.Of(configuration));
        using var file = StoreFile.OpenToRead(path);
        try
        {
            read(file);
        }
        catch (SqliteException wrong)
        {
            throw StoreFile.ToStoreException(path, wrong);
        }
    }
}
