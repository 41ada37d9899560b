using Fathom.Vault;

namespace Fathom.Tests.Conformance;

public sealed class CtrMacVaultContentConformance() : VaultContentConformance(CipherCombo.SivCtrMac);
