using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;

namespace BatteryCrm.Web.Security;

/// <summary>Registers who may do what: key ring, Identity on operators, cookies, policies, the current tenant and operator of a scope.</summary>
public static class SecuritySetup
{
    public static void AddSecurity(this WebApplicationBuilder builder)
    {
        builder.Services.AddKeyRing(builder.Configuration);
        builder.Services.AddSingleton<OperatorLanes>();
        builder.Services.AddOperators().AddSignInManager<OperatorSignIn>();
        builder.Services.AddScoped<ISecurityStampValidator, OperatorStampValidator>();
        builder.Services.Configure<SecurityStampValidatorOptions>(o =>
        {
            o.ValidationInterval = TimeSpan.FromMinutes(1);
            o.OnRefreshingPrincipal = CookieCheck.KeepSessionAsync;
        });

        builder.Services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        builder.Services.ConfigureApplicationCookie(o =>
        {
            o.Cookie.Name = "batterycrm";
            o.Cookie.SameSite = SameSiteMode.Lax;
            o.ExpireTimeSpan = TimeSpan.FromDays(14);
            o.LoginPath = "/sign-in";
            o.ReturnUrlParameter = "returnUrl";
            o.Events.OnValidatePrincipal = CookieCheck.ValidateAsync;
            o.Events.OnRedirectToAccessDenied = CookieCheck.DenyAsync;
        });
        builder.Services.AddPasskeys();
        builder.Services.AddAntiforgery(o => o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest);
        Policies.AddTo(builder.Services.AddAuthorizationBuilder());

        builder.Services.AddScoped<CurrentOperator>();
        builder.Services.AddSingleton<SessionCheck>().AddSingleton<EndedSessions>().AddSingleton<BrowserSessions>().AddSingleton<OneTimeLinks>();
        builder.Services.AddSingleton<OperatorChanges>();
        builder.Services.AddScoped<AuthenticationStateProvider, SignedInState>();
        builder.Services.AddCascadingAuthenticationState();
    }

    /// <summary>Cookie, scope, language, rights: what stands before the endpoints.</summary>
    public static void UseSecurity(this WebApplication app)
    {
        app.UseAuthentication();
        app.UsePrincipalScope();
        app.UseRequestLocalization();
        app.UseAuthorization();
        app.UseAntiforgery();
    }

    // Found by the browser without a login, and asking for its person: then it is both factors at once.
    private static void AddPasskeys(this IServiceCollection services)
    {
        services.AddScoped<IPasskeyHandler<Operator>, OncePasskeys>();
        services.Configure<IdentityPasskeyOptions>(o =>
        {
            o.ResidentKeyRequirement = "required";
            o.UserVerificationRequirement = "required";
            o.AuthenticatorTimeout = Passkeys.ChallengeLasts;
        });
        services.Configure<CookieAuthenticationOptions>(IdentityConstants.TwoFactorUserIdScheme, o =>
        {
            // Looking at a challenge, or at a first step that waits for its code, must not prolong it.
            o.ExpireTimeSpan = Passkeys.ChallengeLasts;
            o.SlidingExpiration = false;
        });
    }

    /// <summary>Identity on <see cref="Operator"/> without anything of HTTP: what commands need as well.</summary>
    public static IdentityBuilder AddOperators(this IServiceCollection services)
    {
        services.AddSingleton(TimeProvider.System);
        var identity = services.AddIdentityCore<Operator>(o =>
        {
            // Length is what helps; a demand for kinds of characters only moves them to the end.
            o.Password = new PasswordOptions
            {
                RequiredLength = 8, RequireDigit = false, RequireLowercase = false, RequireUppercase = false, RequireNonAlphanumeric = false, RequiredUniqueChars = 1,
            };
            o.User.RequireUniqueEmail = true;
            o.User.AllowedUserNameCharacters = string.Empty;
            o.Lockout = new LockoutOptions { AllowedForNewUsers = true, MaxFailedAccessAttempts = 5, DefaultLockoutTimeSpan = TimeSpan.FromMinutes(5) };
            o.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
        });
        services.AddScoped<IUserStore<Operator>, OperatorStore>();
        return identity.AddClaimsPrincipalFactory<OperatorClaimsFactory>().AddDefaultTokenProviders()
            .AddTokenProvider<OnceAuthenticator>(TokenOptions.DefaultAuthenticatorProvider);
    }
}
