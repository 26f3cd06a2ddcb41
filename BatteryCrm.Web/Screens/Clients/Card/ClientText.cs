namespace BatteryCrm.Web.Screens.Clients.Card;

/// <summary>Refusals as people read them.</summary>
internal static class ClientText
{
    public static string Of(ClientOutcome outcome) => outcome switch
    {
        ClientOutcome.NotAPhone => ClientTexts.NotAPhone,
        ClientOutcome.NotAnEmail => ClientTexts.NotAnEmail,
        ClientOutcome.NotAValue => ClientTexts.NotAValue,
        ClientOutcome.There => ClientTexts.There,
        ClientOutcome.NotYours => ClientTexts.NotYours,
        ClientOutcome.Missing => ClientTexts.Missing,
        _ => Texts.NotSaved,
    };
}
