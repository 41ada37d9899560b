using Fathom.Vault;

namespace Fathom.Tests.Conformance;

public sealed class GcmVaultTreeConformance() : VaultTreeConformance(CipherCombo.SivGcm);
