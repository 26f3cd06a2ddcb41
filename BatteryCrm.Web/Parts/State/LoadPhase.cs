namespace BatteryCrm.Web.Parts.State;

/// <summary>Where a read that a part shows stands.</summary>
public enum LoadPhase
{
    /// <summary>Nothing was asked for.</summary>
    None,
    Loading,
    Ready,

    /// <summary>It could not be read; the person may try again.</summary>
    Failed,
}
