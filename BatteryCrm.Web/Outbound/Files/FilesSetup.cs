using System.Net;
using BatteryCrm.Web.Channels;
using BatteryCrm.Web.Channels.Telegram;
using Microsoft.Extensions.Options;

namespace BatteryCrm.Web.Outbound.Files;

internal static class FilesSetup
{
    public static IServiceCollection AddFileParts(this IServiceCollection services)
    {
        services.AddOptions<FilesOptions>().BindConfiguration("Files")
            .Validate(o => string.IsNullOrEmpty(o.Folder) || Path.IsPathFullyQualified(o.Folder), "Files:Folder must be a full path.").ValidateOnStart();
        services.AddSingleton<PostgresFileStore>();
        services.AddSingleton<FolderFileStore>();
        services.AddSingleton<IFileStore>(provider => string.IsNullOrEmpty(provider.GetRequiredService<IOptions<FilesOptions>>().Value.Folder)
            ? provider.GetRequiredService<PostgresFileStore>()
            : provider.GetRequiredService<FolderFileStore>());

        // Without a proxy: the check of addresses would check the proxy's.
        services.AddSingleton<Lookup>(Dns.GetHostAddressesAsync);
        services.AddPlatformClient(FileDownload.ConfiguredClient, (_, handler) => handler.UseProxy = false);
        services.AddPlatformClient(FileDownload.PublicClient, (provider, handler) =>
        {
            handler.UseProxy = false;
            handler.ConnectCallback = PublicAddresses.Connect(provider.GetRequiredService<Lookup>());
        });
        services.AddSingleton<FileDownload>();
        services.AddSingleton<IFileSource, TelegramFiles>();
        services.AddSingleton<FileQueue>();
        services.AddSingleton<OutboundFiles>();
        services.AddSingleton<FileFetcher>();
        return services;
    }
}
