# The gateway's image: `docker build -t alert-gateway .`
# The pretend tenant and token issuer of compose.yaml: `docker build --target simulator .`
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
ENV CI=true DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
COPY . .
# .ci/published runs these lines as they stand here. The last line writes the gateway's software bill of materials, bom.json (CycloneDX).
RUN dotnet publish src/Netskope.AlertGateway --configuration Release --output artifacts/gateway
RUN dotnet publish src/Netskope.Sandbox --configuration Release --output artifacts/sandbox
RUN dotnet tool restore
RUN dotnet dotnet-CycloneDX src/Netskope.AlertGateway/Netskope.AlertGateway.csproj --output artifacts/gateway --filename bom.json --output-format Json --exclude-dev --disable-package-restore

# Chiseled: no shell, no package manager, a user of its own.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled AS base
WORKDIR /app
# Without diagnostics the runtime writes nothing, so the root may be read-only.
ENV DOTNET_EnableDiagnostics=0 ASPNETCORE_HTTP_PORTS=8080
USER $APP_UID

FROM base AS simulator
COPY --from=build /source/artifacts/sandbox .
ENTRYPOINT ["dotnet", "Netskope.Sandbox.dll", "neighbours"]

FROM base AS gateway
COPY --from=build /source/artifacts/gateway .
EXPOSE 8080
ENTRYPOINT ["dotnet", "Netskope.AlertGateway.dll"]
