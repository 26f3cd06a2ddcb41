using BatteryCrm.Data.Tenants;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace BatteryCrm.Web.Security;

/// <summary>
/// Stands round everything that a circuit shows. Sets <see cref="CurrentTenant"/> and <see cref="CurrentOperator"/> of the circuit's scope from the
/// authentication state (never from the HTTP request, which a circuit outlives), then renders its content.
/// </summary>
public sealed partial class SignedInScope
{
    private bool isReady;
    private bool isLeaving;

    [Parameter, EditorRequired] public RenderFragment? ChildContent { get; set; }

    [CascadingParameter] private Task<AuthenticationState>? State { get; set; }

    [Inject] private CurrentTenant Tenant { get; set; } = null!;

    [Inject] private CurrentOperator Operator { get; set; } = null!;

    [Inject] private AuthenticationStateProvider Provider { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        var identity = State is null ? null : OperatorClaims.Read((await State).User);
        if (identity is null)
        {
            Leave();
            return;
        }

        if (isReady) return;
        Tenant.Set(identity.TenantId, identity.Id);
        Operator.Set(identity);
        if (Provider is SignedInState signedIn)
        {
            // The cookie may be up to a minute behind; and what changes from here on is heard of.
            signedIn.Watch(identity);
            if (!await signedIn.CheckAsync()) return;
        }

        isReady = true;
    }

    private void Leave()
    {
        isReady = false;
        if (isLeaving) return;
        isLeaving = true;
        Navigation.NavigateTo($"/sign-in?returnUrl={Uri.EscapeDataString("/" + Navigation.ToBaseRelativePath(Navigation.Uri))}", forceLoad: true);
    }
}
