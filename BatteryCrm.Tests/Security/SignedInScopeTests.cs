using System.Security.Claims;
using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Web.Security;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace BatteryCrm.Tests.Security;

/// <summary>Nothing of the console is rendered before the circuit knows its tenant.</summary>
public sealed class SignedInScopeTests : BunitContext
{
    private static readonly Guid Id = Ids.New();
    private static readonly Guid Tenant = Ids.New();

    public SignedInScopeTests()
    {
        Services.AddScoped<CurrentTenant>();
        Services.AddScoped<CurrentOperator>();
    }

    [Fact]
    public void Render_SignedIn_SetsTheScopeBeforeItsContent()
    {
        var authorization = AddAuthorization().SetAuthorized("Ольга");
        authorization.SetClaims(new Claim(ClaimTypes.NameIdentifier, $"{Id}"), new Claim(OperatorClaims.Tenant, $"{Tenant}"), new Claim(ClaimTypes.Role, Roles.Manager));
        Guid? seen = null;

        var part = RenderScope(() => seen = Services.GetRequiredService<CurrentTenant>().Id);

        Assert.Equal(Tenant, seen);
        Assert.Equal(Id, Services.GetRequiredService<CurrentOperator>().Id);
        part.MarkupMatches("<p>console</p>");
    }

    [Fact]
    public void Render_Anonymous_ShowsNothingAndLeavesForSignIn()
    {
        AddAuthorization();
        var navigation = Services.GetRequiredService<BunitNavigationManager>();
        navigation.NavigateTo("/appeals/7?tab=mine");

        var part = RenderScope(() => Assert.Fail("The content was rendered for nobody."));

        part.MarkupMatches(string.Empty);
        Assert.Equal("http://localhost/sign-in?returnUrl=%2Fappeals%2F7%3Ftab%3Dmine", navigation.Uri);
        Assert.True(navigation.History.First().Options.ForceLoad);
    }

    private IRenderedComponent<CascadingAuthenticationState> RenderScope(Action onRender) => Render<CascadingAuthenticationState>(state => state
        .AddChildContent<SignedInScope>(scope => scope.Add(s => s.ChildContent, builder =>
        {
            onRender();
            builder.AddMarkupContent(0, "<p>console</p>");
        })));
}
