using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace His.Bench.Report;

/// <summary>All figures of a run: told as they come, and kept as JSON and as a picture.</summary>
internal sealed class Results
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private readonly List<Figure> _figures = [];

    public static string Machine { get; } =
        FormattableString.Invariant(
            $"{Environment.ProcessorCount} cores ({Processor()}), {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1L << 30)} GiB, {RuntimeInformation.OSDescription}, .NET {Environment.Version}"
        );

    public static void WriteHead()
    {
        Console.WriteLine(Machine);
        Console.WriteLine(
            FormattableString.Invariant($"load of the machine at the start: {File.ReadAllText("/proc/loadavg").Split(' ')[0]}")
        );
        Console.WriteLine();
        Console.WriteLine(Row("case", "what", "median", "least", "most", "aim", ""));
    }

    public void Add(Figure figure)
    {
        _figures.Add(figure);
        Console.WriteLine(
            Row(
                figure.Case,
                figure.What,
                $"{Number(figure.Median)}{(figure.Unit.Length > 0 ? " " + figure.Unit : "")}",
                Number(figure.Min),
                Number(figure.Max),
                figure.Aim,
                figure.IsMet switch
                {
                    true => "kept",
                    false => "MISSED",
                    null => "",
                }
            )
        );
    }

    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        var whole = new
        {
            machine = Machine,
            time = DateTime.UtcNow,
            figures = _figures.Select(figure => new
            {
                figure.Case,
                figure.What,
                figure.Unit,
                figure.Median,
                figure.Min,
                figure.Max,
                figure.Rounds,
                figure.AtMost,
                figure.AtLeast,
                Kept = figure.IsMet,
            }),
        };
        File.WriteAllText(Path.Combine(folder, "bench.json"), JsonSerializer.Serialize(whole, Json));
        File.WriteAllText(Path.Combine(folder, "bench.svg"), Picture.Draw(_figures));
        Console.WriteLine();
        Console.WriteLine($"{Path.Combine(folder, "bench.json")} and bench.svg hold all rounds.");
    }

    private static string Row(string id, string what, string median, string least, string most, string aim, string kept) =>
        string.Create(CultureInfo.InvariantCulture, $"{id, -4} {what, -66} {median, 14} {least, 10} {most, 10}  {aim, -14} {kept}")
            .TrimEnd();

    private static string Number(double number) =>
        number
            .ToString(
                Math.Abs(number) switch
                {
                    >= 1000 => "# ##0",
                    >= 100 => "0",
                    >= 10 => "0.0",
                    _ => "0.00",
                },
                CultureInfo.InvariantCulture
            )
            .Trim();

    private static string Processor() =>
        File.ReadLines("/proc/cpuinfo")
            .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            ?.Split(':')[1]
            .Trim()
        ?? "?";
}

/// <summary>A picture of the figures that have an aim: each beside its aim, with its spread.</summary>
internal static class Picture
{
    private const int RowHeight = 26;
    private const int Left = 430;
    private const int Width = 860;

    public static string Draw(IReadOnlyList<Figure> figures)
    {
        var shown = figures.Where(figure => figure.IsMet is not null).ToList();
        var svg = new StringBuilder();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<svg xmlns='http://www.w3.org/2000/svg' width='{Width}' height='{(shown.Count * RowHeight) + 60}' font-family='sans-serif' font-size='12'>\n"
        );
        svg.Append("<rect width='100%' height='100%' fill='white'/>\n");
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text x='10' y='20' font-weight='bold'>Each figure beside its aim (1 is the aim; left of it is better)</text>\n"
        );
        const double Scale = (Width - Left - 40) / 2.0;
        for (var row = 0; row < shown.Count; row++)
        {
            var figure = shown[row];
            var y = 50 + (row * RowHeight);
            double Place(double value) =>
                Left + (Math.Min(2, figure.AtMost is { } most ? value / most : figure.AtLeast!.Value / Math.Max(value, 1e-9)) * Scale);
            var (from, to) = (Math.Min(Place(figure.Min), Place(figure.Max)), Math.Max(Place(figure.Min), Place(figure.Max)));
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<text x='10' y='{y + 4}'>{figure.Case} {System.Security.SecurityElement.Escape(figure.What)}</text>"
            );
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<line x1='{from:0.0}' x2='{to:0.0}' y1='{y}' y2='{y}' stroke='#888' stroke-width='2'/>"
            );
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<circle cx='{Place(figure.Median):0.0}' cy='{y}' r='5' fill='{(figure.IsMet == true ? "#1a7f37" : "#cf222e")}'/>\n"
            );
        }

        svg.Append(
            CultureInfo.InvariantCulture,
            $"<line x1='{Left + Scale:0.0}' x2='{Left + Scale:0.0}' y1='34' y2='{50 + (shown.Count * RowHeight)}' stroke='#333' stroke-dasharray='4 3'/>\n</svg>\n"
        );
        return svg.ToString();
    }
}
