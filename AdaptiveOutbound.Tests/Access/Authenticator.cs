using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AdaptiveOutbound.Data;
using Microsoft.AspNetCore.Identity;

namespace AdaptiveOutbound.Tests.Access;

/// <summary>A device with one passkey, which answers what a test tells it to.</summary>
internal sealed class Authenticator : IDisposable
{
    private const byte UserPresent = 1, UserVerified = 4;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public byte[] CredentialId { get; } = RandomNumberGenerator.GetBytes(32);

    /// <summary>Stores the passkey with a user, as if they had added it.</summary>
    public async Task AddToAsync(string connection, Guid user)
    {
        await using var context = new OutboundContext(OutboundContextOptions.For(connection));
        context.Set<IdentityUserPasskey<Guid>>().Add(new IdentityUserPasskey<Guid>
        {
            UserId = user, CredentialId = CredentialId,
            Data = new IdentityPasskeyData
            {
                PublicKey = CosePublicKey(), Name = "Passkey", CreatedAt = TimeProvider.System.GetUtcNow(), SignCount = 0, Transports = [], IsUserVerified = true, AttestationObject = [], ClientDataJson = [],
            },
        });
        await context.SaveChangesAsync();
    }

    /// <summary>Signs the question of a sign-in.</summary>
    /// <param name="challenge">As the server asked it.</param>
    /// <param name="origin">Where the browser is.</param>
    /// <param name="user">Who the device says it is.</param>
    /// <param name="credentialId">Which passkey it says it is; its own when null.</param>
    public string Answer(string challenge, Uri origin, Guid user, byte[]? credentialId = null)
    {
        var client = JsonSerializer.SerializeToUtf8Bytes(new { type = "webauthn.get", challenge, origin = origin.GetLeftPart(UriPartial.Authority), crossOrigin = false });
        byte[] data = [.. SHA256.HashData(Encoding.ASCII.GetBytes(origin.Host)), UserPresent | UserVerified, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(^4), 1);
        var signature = _key.SignData([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return JsonSerializer.Serialize(new
        {
            id = Base64Url.EncodeToString(credentialId ?? CredentialId), type = "public-key", clientExtensionResults = new { },
            response = new { clientDataJSON = Base64Url.EncodeToString(client), authenticatorData = Base64Url.EncodeToString(data), signature = Base64Url.EncodeToString(signature), userHandle = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{user}")) },
        });
    }

    public void Dispose() => _key.Dispose();

    // COSE: kty EC2, alg ES256, crv P-256, x, y.
    private byte[] CosePublicKey()
    {
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        return [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. point.Y!];
    }
}
