# One image for the console and its commands: `docker compose run --rm web seed`, `… web tenant create …`.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /src
# What decides the packages comes first, so that a change of code does not restore them again.
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig BannedSymbols.txt ./
COPY BatteryCrm.Data/BatteryCrm.Data.csproj BatteryCrm.Data/packages.lock.json BatteryCrm.Data/
COPY BatteryCrm.Web/BatteryCrm.Web.csproj BatteryCrm.Web/packages.lock.json BatteryCrm.Web/
RUN dotnet restore BatteryCrm.Web --locked-mode
COPY BatteryCrm.Data/ BatteryCrm.Data/
COPY BatteryCrm.Web/ BatteryCrm.Web/
COPY wwwroot-assets/ wwwroot-assets/
RUN dotnet publish BatteryCrm.Web -c Release --no-restore -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
# The certificate that wraps the keys is made here by its first user; a volume keeps it.
RUN install -d -o "$APP_UID" -m 700 /keys
ENV DataProtection__CertificatePath=/keys/batterycrm.pfx
VOLUME /keys
COPY --from=build /app ./
USER $APP_UID
EXPOSE 8080
ENTRYPOINT ["dotnet", "BatteryCrm.Web.dll"]
