using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;

namespace AdaptiveOutbound.Web.Pages.Parts;

/// <summary>One day's column: credits by series, in the order of the series.</summary>
internal sealed record ChartDay(DateOnly Day, IReadOnlyList<decimal> Parts)
{
    public decimal Sum => Parts.Sum();
}

/// <summary>Credits per day as stacked columns, drawn by the server. Series differ by texture as well as by colour, each column says itself.</summary>
/// <param name="Width">In units; text stays 11 of them.</param>
internal sealed record UsageChart(IReadOnlyList<ChartDay> Days, IReadOnlyList<string> Series, int Width)
{
    private const int Left = 44, Top = 10, Bottom = 196, Height = 220, MostLines = 6;
    private static readonly decimal[] Round = [1m, 2m, 2.5m, 5m, 10m];
    private static readonly string[] Fills = ["class=\"f-c1\"", "fill=\"url(#hatch)\"", "fill=\"url(#dots)\""];

    /// <summary>How a series is filled.</summary>
    public static string Fill(int series) => Fills[Math.Min(series, Fills.Length - 1)];

    /// <summary>"Nov 3".</summary>
    public static string Name(DateOnly day) => day.ToString("MMM d", CultureInfo.InvariantCulture);

    /// <summary>What a line stands above the one below it: 1, 2, 2.5 or 5 times a power of ten, so that at most six lines reach the highest column.</summary>
    public static decimal Step(decimal highest)
    {
        if (highest <= 4) return 1;
        var unit = 1m;
        while (unit * 10 * MostLines < highest) unit *= 10;
        return Round.Select(n => n * unit).First(step => step * MostLines >= highest);
    }

    public IHtmlContent Draw(string id, string cssClass)
    {
        var highest = Days.Max(day => day.Sum);
        var step = Step(highest);
        var lines = (int)Math.Max(4, Math.Ceiling(highest / step));
        var most = Days.MaxBy(day => day.Sum)!;
        var title = most.Sum == 0 ? $"Credits per day, {Name(Days[0].Day)} to {Name(Days[^1].Day)}: none" : $"Credits per day, {Name(Days[0].Day)} to {Name(Days[^1].Day)}: most on {Name(most.Day)} with {Times.Credits(most.Sum)}";
        var svg = new StringBuilder($"<svg class=\"chart {cssClass}\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-labelledby=\"{id}\"><title id=\"{id}\">{title}</title>");
        for (var line = 0; line <= lines; line++)
        {
            var y = Y(line * step, lines * step);
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"g\" d=\"M{Left} {y}H{Width}\"/><text x=\"{Left - 8}\" y=\"{y + 4}\" text-anchor=\"end\">{Times.Credits(line * step)}</text>");
        }

        for (var n = 0; n < Days.Count; n++) Column(svg, n, lines * step);
        return new HtmlString(svg.Append("</svg>").ToString());
    }

    private void Column(StringBuilder svg, int n, decimal top)
    {
        var day = Days[n];
        var slot = (Width - Left) / (decimal)Days.Count;
        var (x, width) = (Left + (n * slot), Math.Max(2, slot * 0.78m));
        var parts = string.Join(", ", Series.Select((name, s) => $"{HtmlEncoder.Default.Encode(name)} {Times.Credits(day.Parts[s])}"));
        svg.Append(CultureInfo.InvariantCulture, $"<g class=\"col\"><title>{Name(day.Day)}: {Times.Credits(day.Sum)} credits ({parts})</title><rect x=\"{x:0.#}\" y=\"{Top}\" width=\"{width:0.#}\" height=\"{Bottom - Top}\" fill=\"transparent\"/>");
        var below = 0m;
        for (var s = 0; s < Series.Count; s++)
        {
            if (day.Parts[s] == 0) continue;
            var (y, height) = (Y(below + day.Parts[s], top), Y(below, top) - Y(below + day.Parts[s], top));
            svg.Append(CultureInfo.InvariantCulture, $"<rect {Fill(s)} x=\"{x:0.#}\" y=\"{y:0.##}\" width=\"{width:0.#}\" height=\"{Math.Max(0.8m, height - (below > 0 ? 1 : 0)):0.##}\" rx=\"1.5\"/>");
            below += day.Parts[s];
        }

        svg.Append("</g>");
        if (n % Math.Max(1, (int)Math.Ceiling(58 / slot)) == 0 && x + 20 < Width) svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x + (width / 2):0.#}\" y=\"214\" text-anchor=\"middle\">{Name(day.Day)}</text>");
    }

    private static decimal Y(decimal credits, decimal top) => Math.Round(Bottom - (credits / top * (Bottom - Top)), 2);
}
