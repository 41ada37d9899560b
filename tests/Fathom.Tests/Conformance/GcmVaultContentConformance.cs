using Fathom.Vault;

namespace Fathom.Tests.Conformance;

public sealed class GcmVaultContentConformance() : VaultContentConformance(CipherCombo.SivGcm);
