using BatteryCrm.Data;
using BatteryCrm.Web.Screens.Clients.Card;
using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Screens.Clients.Create;

/// <summary>A call is written down: number first, since it tells who has called before.</summary>
public sealed partial class NewClientPage
{
    private const int MostSuggested = 20;

    // Made once: however often the button is pressed, it is one client and one appeal.
    private readonly Guid appealId = Ids.New();
    private readonly Guid clientId = Ids.New();
    private NewClientChoices? choices;
    private ClientOption? known;
    private IReadOnlyList<ClientOption> others = [];
    private ClientOutcome? wrong;
    private string phone = string.Empty;
    private string name = string.Empty;
    private string problem = string.Empty;
    private string device = string.Empty;
    private string source = string.Empty;
    private string? trouble;
    private bool isNoDevice;
    private bool isFailed;
    private bool isBusy;
    private int asked;

    /// <summary>Who called; null = nobody knows yet.</summary>
    [SupplyParameterFromQuery(Name = "client")] public Guid? Client { get; set; }

    [Inject] private NewClientQueries Queries { get; set; } = null!;

    [Inject] private NewClientActions Actions { get; set; } = null!;

    [Inject] private ClientCardQueries Cards { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private ILogger<NewClientPage> Logger { get; set; } = null!;

    protected override Task OnInitializedAsync() => ReadAsync();

    private async Task ReadAsync()
    {
        try
        {
            choices = await Queries.ReadAsync(Client, CancellationToken.None);
            (known, isFailed) = (choices.Known, false);
        }
        catch (Exception exception)
        {
            ClientsLog.ListNotRead(Logger, exception);
            isFailed = true;
        }
    }

    private void Pick(ClientOption other) => (known, others, trouble) = (other, [], null);

    private void Forget() => known = null;

    private async Task TypedAsync()
    {
        (wrong, trouble) = (null, null);
        var own = ++asked;
        try
        {
            IReadOnlyList<ClientOption> found = Phones.Normalize(phone) is { } number ? await Cards.WithPhoneAsync(number, null, CancellationToken.None) : [];
            if (own == asked) others = found;
        }
        catch (Exception exception)
        {
            ClientsLog.ListNotRead(Logger, exception);
        }
    }

    // Every word that was typed stands in the name.
    private IEnumerable<NewClientDevice> Suggested(NewClientChoices given)
    {
        var words = device.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? [] : given.Devices.Where(d => Array.TrueForAll(words, w => d.Name.Contains(w, StringComparison.OrdinalIgnoreCase))).Take(MostSuggested);
    }

    private async Task OpenAsync()
    {
        if (isBusy || choices is null) return;
        (isBusy, trouble, wrong, isNoDevice) = (true, null, null, false);
        try
        {
            var picked = choices.Devices.FirstOrDefault(d => string.Equals(d.Name, device.Trim(), StringComparison.OrdinalIgnoreCase));
            if (device.Trim().Length > 0 && picked is null)
            {
                (isNoDevice, trouble) = (true, NewClientTexts.NoSuchDevice);
                return;
            }

            var wish = new NewClientWish(appealId, known?.Id ?? clientId, known is not null, phone, name, Guid.TryParse(source, out var sourceId) ? sourceId : null, problem, picked);
            wrong = await Actions.OpenAsync(wish, CancellationToken.None);
            if (wrong is ClientOutcome.Kept) Navigation.NavigateTo(Links.Appeal(appealId));
            else trouble = wrong is ClientOutcome.NotAValue ? NewClientTexts.SaySomething : ClientText.Of(wrong.Value);
        }
        catch (Exception exception)
        {
            ClientsLog.NotOpened(Logger, exception);
            trouble = Texts.NotSaved;
        }
        finally
        {
            isBusy = false;
        }
    }
}
