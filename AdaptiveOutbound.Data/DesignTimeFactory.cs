using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace AdaptiveOutbound.Data;

/// <summary>Lets <c>dotnet ef</c> build the model; it opens no connection.</summary>
internal sealed class DesignTimeFactory : IDesignTimeDbContextFactory<OutboundContext>
{
    public OutboundContext CreateDbContext(string[] args) => new(OutboundContextOptions.For("Host=unused"));
}
