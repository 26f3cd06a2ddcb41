namespace BatteryCrm.Web.Screens.Appeal.Fields;

/// <summary>The platform's deal types are stored in Russian; this is how they are shown in the operator's language.</summary>
public static class DealText
{
    /// <param name="code">As of <see cref="Data.Catalog.DealType.Code"/>.</param>
    /// <returns>Null for a type that came later than this program.</returns>
    public static string? Of(string? code) => code switch
    {
        "repair" => CardTexts.DealRepair,
        "purchase" => CardTexts.DealPurchase,
        "sale" => CardTexts.DealSale,
        "consultation" => CardTexts.DealConsultation,
        "spam" => CardTexts.DealSpam,
        _ => null,
    };
}
