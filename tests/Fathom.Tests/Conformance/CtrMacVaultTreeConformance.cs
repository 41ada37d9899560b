using Fathom.Vault;

namespace Fathom.Tests.Conformance;

public sealed class CtrMacVaultTreeConformance() : VaultTreeConformance(CipherCombo.SivCtrMac);
