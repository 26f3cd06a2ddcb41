using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Screens.Profile;

/// <summary>The own account: name, look, password, second factor, sessions.</summary>
public sealed partial class ProfilePage
{
    private LoadPhase phase;
    private ProfileCard? card;

    /// <summary>What the form that led here says.</summary>
    [SupplyParameterFromQuery(Name = "said")] public string? Said { get; set; }

    [Inject] private ProfileQueries Queries { get; set; } = null!;

    [Inject] private CurrentOperator Operator { get; set; } = null!;

    [Inject] private ILogger<ProfilePage> Logger { get; set; } = null!;

    private bool IsRefused => Said is "no-name" or "not-saved";

    private string? Sentence => Said switch
    {
        "name" => ProfileTexts.NameSaved,
        "password" => ProfileTexts.PasswordSaved,
        "no-name" => ProfileTexts.NameMissing,
        "not-saved" => ProfileTexts.NotSaved,
        _ => null,
    };

    protected override Task OnInitializedAsync() => ReadAsync();

    private async Task ReadAsync()
    {
        try
        {
            card = await Queries.OwnAsync(CancellationToken.None);
            phase = LoadPhase.Ready;
        }
        catch (Exception exception)
        {
            ProfileLog.NotRead(Logger, exception);
            phase = LoadPhase.Failed;
        }
    }
}
