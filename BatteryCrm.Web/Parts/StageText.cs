using BatteryCrm.Data.Appeals;

namespace BatteryCrm.Web.Parts;

/// <summary>Stages are stored in Russian; this is how they are shown in the operator's language.</summary>
public static class StageText
{
    public static string Of(string stage) => stage switch
    {
        Stages.FirstContact => Texts.StageFirstContact,
        Stages.Gathering => Texts.StageGathering,
        Stages.Gathered => Texts.StageGathered,
        Stages.PriceSent => Texts.StagePriceSent,
        Stages.Confirmed => Texts.StageConfirmed,
        Stages.QrSent => Texts.StageQrSent,
        Stages.Came => Texts.StageCame,
        Stages.InWork => Texts.StageInWork,
        Stages.Completed => Texts.StageCompleted,
        Stages.Cancelled => Texts.StageCancelled,
        _ => stage,
    };

    /// <summary>The chip's classes; colour is for what has ended only.</summary>
    public static string ChipOf(string stage) => stage switch
    {
        Stages.Completed => "chip done",
        Stages.Cancelled => "chip off",
        _ => "chip",
    };
}
