namespace BatteryCrm.Web.Screens.Profile;

/// <summary>Registers the profile page.</summary>
public static class ProfileSetup
{
    public static void AddProfile(this WebApplicationBuilder builder) => builder.Services.AddScoped<ProfileQueries>();
}
