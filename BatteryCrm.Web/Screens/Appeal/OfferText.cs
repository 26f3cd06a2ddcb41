using BatteryCrm.Web.Assist.Recognition;
using BatteryCrm.Web.Parts;

namespace BatteryCrm.Web.Screens.Appeal;

/// <summary>A row of the price list in the words of an answer. Clients read Russian, whatever language the operator's console speaks.</summary>
public static class OfferText
{
    /// <summary>"Замена дисплея на iPhone 13 — 8 500 ₽, около 40 мин."</summary>
    /// <param name="model">Null where only the maker, or nothing, is known.</param>
    public static string Of(ServiceOffer offer, string? model, decimal price) =>
        $"{offer.Name}{(model is null ? null : $" на {model}")} — {MoneyText.Of(price)}, около {MoneyText.Duration(offer.Minutes, "{0} ч", "{0} мин")}.";
}
