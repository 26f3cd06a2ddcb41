namespace BatteryCrm.Web.Screens.Reports.Kinds;

/// <summary>The reports, in the order of their list.</summary>
internal static class AllReports
{
    public static readonly IReadOnlyList<Report> All = [DayReport.Report, LeadsReport.Report, CostsReport.Report, FunnelReport.Report, ChannelsReport.Report, OperatorsReport.Report, DevicesReport.Report];

    /// <returns>Null for a key that is none.</returns>
    public static Report? Find(string? key) => All.FirstOrDefault(r => r.Key == key);
}
