using BatteryCrm.Data.Appeals;

namespace BatteryCrm.Web.Screens.Reports.Kinds;

/// <summary>Figures and rows that several reports count.</summary>
internal static class Counted
{
    /// <summary>Appeals that were made in the period.</summary>
    public const string Made = "a.created_at >= @from and a.created_at < @until";
    public const string NotSpam = "a.type is distinct from 'spam'";
    public const string Completed = $"{NotSpam} and a.stage = '{Stages.Completed}'";

    /// <summary>Appeals with their source and their first answer.</summary>
    public const string Appeals = "appeals a left join lead_sources s on s.id = a.lead_source_id left join client_waits f on f.appeal_id = a.id and f.is_first";

    /// <summary>Where money for advertising went: the source's channel, or what the appeal says without one.</summary>
    public const string SalesChannel = "coalesce(s.sales_channel_id, a.sales_channel_id)";

    public static Figure Count(string key, string where) => new(key, Measure.Appeals, where);

    /// <summary>Appeals of the period by how far they came.</summary>
    public static IReadOnlyList<Figure> Way { get; } =
    [
        Count("appeals", NotSpam), Count("price", $"{NotSpam} and a.reached >= 3"), Count("booked", $"{NotSpam} and a.reached >= 4"), Count("came", $"{NotSpam} and a.reached >= 6"),
        Count("completed", Completed), Count("cancelled", $"{NotSpam} and a.stage = '{Stages.Cancelled}'"), new("money", Measure.Sum, Completed, "a.estimated_cost"),
    ];

    /// <summary>The first answer: raw, and in working hours.</summary>
    public static IReadOnlyList<Figure> FirstAnswer { get; } = [new("first", Measure.Median, $"{NotSpam} and f.id is not null", Raw("f")), new("first-work", Measure.Median, $"{NotSpam} and f.id is not null", Working("f"))];

    /// <summary>Seconds of a wait by the clock on the wall.</summary>
    public static string Raw(string wait) => $"date_part('epoch', {wait}.ended_at - {wait}.asked_at)";

    /// <summary>Seconds of a wait in which the shop was open.</summary>
    public static string Working(string wait) => $"worked_until({wait}.ended_at, @bounds, @worked) - worked_until({wait}.asked_at, @bounds, @worked)";
}
