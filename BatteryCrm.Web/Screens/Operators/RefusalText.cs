namespace BatteryCrm.Web.Screens.Operators;

/// <summary>Why not, in a sentence.</summary>
public static class RefusalText
{
    /// <returns>Null when nothing was refused.</returns>
    public static string? Of(OperatorRefusal refusal) => refusal switch
    {
        OperatorRefusal.None => null,
        OperatorRefusal.NotAdmin => OperatorsTexts.RefusedNotAdmin,
        OperatorRefusal.Unknown => OperatorsTexts.Unknown,
        OperatorRefusal.LastAdmin => OperatorsTexts.RefusedLastAdmin,
        OperatorRefusal.NameMissing => OperatorsTexts.RefusedNoName,
        OperatorRefusal.NameTooLong => OperatorsTexts.RefusedLongName,
        OperatorRefusal.EmailInvalid => OperatorsTexts.RefusedEmail,
        OperatorRefusal.EmailTaken => OperatorsTexts.RefusedTaken,
        OperatorRefusal.Changed => OperatorsTexts.RefusedChanged,
        OperatorRefusal.Inactive => OperatorsTexts.RefusedInactive,
        _ => OperatorsTexts.RefusedUnknownValue,
    };
}
