using static BatteryCrm.Web.Screens.Reports.Kinds.Counted;
using static BatteryCrm.Web.Screens.Reports.ReportColumns;

namespace BatteryCrm.Web.Screens.Reports.Kinds;

/// <summary>What each operator did in the period; of few answers no median is told.</summary>
internal static class OperatorsReport
{
    /// <summary>What was taken in the period, by whom.</summary>
    public static readonly FigureSet Taken = new(
        "operator_actions t join appeals a on a.id = t.context_appeal_id", "t.action_type = 'take_appeal' and t.created_at >= @from and t.created_at < @until", ["t.operator_id"], [Count("taken", "true")]) { IsMany = true };

    /// <summary>Answers of the period, by whom; the AI's are nobody's.</summary>
    public static readonly FigureSet Answered = new(
        "client_waits w join appeals a on a.id = w.appeal_id", "w.answer_id is not null and w.ended_at >= @from and w.ended_at < @until", ["w.operator_id"],
        [
            Count("answered", "true"), new Figure("first", Measure.Median, "w.is_first", Raw("w")), new Figure("first-work", Measure.Median, "w.is_first", Working("w")),
            new Figure("answer", Measure.Median, "true", Raw("w")), new Figure("answer-work", Measure.Median, "true", Working("w")),
        ]) { IsMany = true, At = "w.ended_at" };

    /// <summary>What was completed in the period and still is, by whoever completed it.</summary>
    public static readonly FigureSet Done = new(
        "stage_moves m join appeals a on a.id = m.appeal_id", "m.to_place = 8 and m.at >= @from and m.at < @until and m.at = a.stage_since", ["m.operator_id"],
        [Count("completed", Completed), new Figure("money", Measure.Sum, Completed, "a.estimated_cost")]) { IsMany = true, At = "m.at" };

    public static readonly Report Report = new(
        "operators", () => ReportTexts.Operators, [new Grouping(null, null, [Names.Operator], [Taken, Answered, Done])],
        [
            Count("taken", () => ReportTexts.Taken), Count("answered", () => ReportTexts.Answered), Median("first", () => ReportTexts.First, () => ReportTexts.FirstShort),
            Median("first-work", () => ReportTexts.FirstWork, () => ReportTexts.WorkShort), Median("answer", () => ReportTexts.Answer, () => ReportTexts.AnswerShort),
            Median("answer-work", () => ReportTexts.AnswerWork, () => ReportTexts.WorkShort), Count("completed", () => ReportTexts.Completed), Money("money", () => ReportTexts.Money),
        ]) { About = () => ReportTexts.OperatorsAbout, Drawn = ["answered", "completed"], IsOfManagers = true };
}
