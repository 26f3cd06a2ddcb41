namespace BatteryCrm.Web.Screens.Reports;

/// <summary>The steps of the picture: days, weeks or months, so that there are not too many.</summary>
internal static class ReportSteps
{
    private const int MostDays = 45;
    private const int MostWeeks = 190;

    /// <summary>As <c>date_trunc</c> calls it.</summary>
    public static string Of(ReportSpan span) => (span.UntilDay.DayNumber - span.FromDay.DayNumber) switch { < MostDays => "day", < MostWeeks => "week", _ => "month" };

    /// <summary>With the steps in which nothing happened.</summary>
    public static IReadOnlyList<ReportStep> Fill(IReadOnlyDictionary<DateOnly, decimal[]> days, string step, ReportSpan span, int values)
    {
        var steps = new List<ReportStep>();
        var monday = span.FromDay.AddDays(-(((int)span.FromDay.DayOfWeek + 6) % 7));
        var day = step switch { "day" => span.FromDay, "week" => monday, _ => span.FromDay.AddDays(1 - span.FromDay.Day) };
        for (; day <= span.UntilDay; day = step switch { "day" => day.AddDays(1), "week" => day.AddDays(7), _ => day.AddMonths(1) })
            steps.Add(new ReportStep(day, days.TryGetValue(day, out var had) ? had : new decimal[values]));
        return steps;
    }
}
