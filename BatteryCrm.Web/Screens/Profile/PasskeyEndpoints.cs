using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using BatteryCrm.Data;
using BatteryCrm.Data.Messages;
using BatteryCrm.Data.Operators;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.Sessions;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BatteryCrm.Web.Screens.Profile;

/// <summary>A passkey of one's own as the page lists it.</summary>
/// <param name="Id">As forms carry it (base64url).</param>
/// <param name="Added">On the tenant's wall clock.</param>
public sealed record PasskeyRow(string Id, string Name, DateTimeOffset Added);

/// <summary>
/// The own passkeys: the password opens a challenge, the device's answer to it is a new one. Plain forms: what comes or goes changes the security stamp, so that sessions elsewhere end, and only an
/// HTTP answer can renew this browser's cookie.
/// </summary>
public static class PasskeyEndpoints
{
    public const string Path = "/profile/passkeys";
    public const string StartPath = Path + "/start";
    public const string AddPath = Path + "/add";
    public const string RemovePath = Path + "/remove";

    /// <summary>Longest name of one.</summary>
    public const int LongestName = 60;

    public static void MapPasskeys(this WebApplication app)
    {
        var own = app.MapGroup(string.Empty).RequireAuthorization();
        own.MapGet(Path, (HttpContext http, OperatorSignIn signIn, TenantZone zone, string? said) => PageAsync(http, signIn, zone, StatusCodes.Status200OK, null, said));
        var posts = own.MapGroup(string.Empty).AddEndpointFilter<SameSiteFilter>().DisableAntiforgery().TakesSmallForms();
        posts.MapPost(StartPath, StartAsync);
        posts.MapPost(AddPath, AddAsync);
        posts.MapPost(RemovePath, RemoveAsync);
    }

    private static Task<IResult> StartAsync(HttpContext http, OperatorSignIn signIn, TenantZone zone)
    {
        Task<IResult> Again(int status, string problem) => PageAsync(http, signIn, zone, status, problem);
        return OwnPassword.WithAsync(http, signIn, async (user, _) =>
        {
            if (!Passkeys.WorkAt(http)) return await Again(StatusCodes.Status400BadRequest, ProfileTexts.PasskeysNeedName);
            if ((await signIn.UserManager.GetPasskeysAsync(user)).Count >= Passkeys.Most) return await Again(StatusCodes.Status400BadRequest, Full);
            var login = user.Email ?? user.UserName ?? string.Empty;
            var options = await signIn.MakePasskeyCreationOptionsAsync(new PasskeyUserEntity { Id = user.Id.ToString(), Name = login, DisplayName = user.Name ?? login });
            return await PageAsync(http, signIn, zone, StatusCodes.Status200OK, null, null, options);
        }, Again);
    }

    // The challenge is given for the password alone and for a few minutes, so it stands for it here.
    private static async Task<IResult> AddAsync(HttpContext http, OperatorSignIn signIn, TenantZone zone, CrmDb db)
    {
        Task<IResult> Again(string problem, int status = StatusCodes.Status400BadRequest) => PageAsync(http, signIn, zone, status, problem);
        var form = await SmallForms.ReadAsync(http);
        var users = signIn.UserManager;
        if (await users.GetUserAsync(http.User) is not { } user) return Results.Unauthorized();
        await using var turn = await signIn.LockAsync(user.Id);
        if (turn is null) return await Again(ProfileTexts.Busy, StatusCodes.Status429TooManyRequests);
        var credential = form?["credential"].ToString() ?? string.Empty;
        if (Passkeys.IdIn(credential) is not { } id) return await Again(ProfileTexts.PasskeyRefused);
        if (await users.FindByPasskeyIdAsync(id) is not null) return await Again(ProfileTexts.PasskeyKnown);
        if (await AttestAsync(signIn, credential) is not { } made) return await Again(ProfileTexts.PasskeyExpired);
        if (!made.Succeeded || made.UserEntity.Id != user.Id.ToString()) return await Again(ProfileTexts.PasskeyRefused);
        if ((await users.GetPasskeysAsync(user)).Count >= Passkeys.Most) return await Again(Full);

        made.Passkey.Name = NameIn(http, form);
        try
        {
            if (!(await users.AddOrUpdatePasskeyAsync(user, made.Passkey)).Succeeded) return await Again(ProfileTexts.NotSaved);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // Somebody's whom this tenant does not see.
            return await Again(ProfileTexts.PasskeyKnown);
        }

        await ChangedAsync(http, signIn, db, user, isAdded: true, made.Passkey.Name);
        await turn.CommitAsync();
        await signIn.RefreshSignInAsync(user);
        return SeeOther.To(http, Path + "?said=added");
    }

    private static Task<IResult> RemoveAsync(HttpContext http, OperatorSignIn signIn, TenantZone zone, CrmDb db) => OwnPassword.WithAsync(http, signIn, async (user, form) =>
    {
        // Removed in another tab meanwhile: then it is gone as was wished.
        if (Passkeys.IdOf(form?["id"].ToString()) is not { } id || await signIn.UserManager.GetPasskeyAsync(user, id) is not { } passkey) return SeeOther.To(http, Path);
        if (!(await signIn.UserManager.RemovePasskeyAsync(user, id)).Succeeded) return await PageAsync(http, signIn, zone, StatusCodes.Status400BadRequest, ProfileTexts.NotSaved);
        await ChangedAsync(http, signIn, db, user, isAdded: false, passkey.Name);
        await signIn.RefreshSignInAsync(user);
        return SeeOther.To(http, Path + "?said=removed");
    }, (status, problem) => PageAsync(http, signIn, zone, status, problem));

    // Null when no challenge is open here, or one of another kind.
    private static async Task<PasskeyAttestationResult?> AttestAsync(OperatorSignIn signIn, string credential)
    {
        try
        {
            var made = await signIn.PerformPasskeyAttestationAsync(credential);
            // Identity takes whatever goes wrong for a wrong answer.
            return DatabaseAway.Is(made.Failure) ? throw made.Failure! : made;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    // As with the second factor: another way in, or one less, ends what is open elsewhere, and links for a new password.
    private static async Task ChangedAsync(HttpContext http, OperatorSignIn signIn, CrmDb db, Operator user, bool isAdded, string? name)
    {
        await signIn.UserManager.UpdateSecurityStampAsync(user);
        await http.RequestServices.GetRequiredService<BrowserSessions>().EndAllAsync(db, user.Id, OperatorClaims.SessionOf(http.User), http.RequestAborted);
        db.OperatorActions.Add(new OperatorAction
        {
            TenantId = user.TenantId, OperatorId = user.Id, ActionType = ActionTypes.SettingsChanged, CreatedAt = user.UpdatedAt,
            Details = JsonSerializer.Serialize(new { passkey = isAdded, name }),
        });
        await db.SaveChangesAsync();
    }

    private static string Full => ProfileTexts.PasskeysFull.Replace("{0}", Passkeys.Most.ToString(CultureInfo.CurrentCulture), StringComparison.Ordinal);

    // As it was typed, else what the browser calls itself.
    private static string NameIn(HttpContext http, IFormCollection? form)
    {
        var name = string.Concat((form?["name"].ToString() ?? string.Empty).Where(c => !char.IsControl(c))).Trim();
        return name.Length == 0 ? BrowserText.Of(http.Request.Headers.UserAgent) : StorableText.Cut(StorableText.Of(name), LongestName);
    }

    private static async Task<IResult> PageAsync(
        HttpContext http, OperatorSignIn signIn, TenantZone zone, int status, string? problem, string? said = null, string? options = null)
    {
        if (await signIn.UserManager.GetUserAsync(http.User) is not { } user) return Results.Unauthorized();
        await zone.LoadAsync();
        var rows = (await signIn.UserManager.GetPasskeysAsync(user)).OrderBy(p => p.CreatedAt)
            .Select(p => new PasskeyRow(Base64Url.EncodeToString(p.CredentialId), p.Name ?? string.Empty, zone.Local(p.CreatedAt))).ToList();
        http.Response.Headers.CacheControl = "no-store";
        return new RazorComponentResult<PasskeysPage>(new
        {
            Rows = rows, Problem = problem, Said = said, Options = options, Name = NameIn(http, await SmallForms.ReadAsync(http)),
            WorkHere = Passkeys.WorkAt(http), Full = rows.Count >= Passkeys.Most ? Full : null,
        }) { StatusCode = status };
    }
}
