import Synchronization

/// Counts the tokens of batches and of their owners, so that a budget is held before it is spent.
///
/// What was spent before this process is asked for once a batch or owner. It forgets those without open requests when
/// it knows too many.
package final class TokenLedger: Sendable {
    /// A batch's or an owner's account.
    package enum Account: Hashable, Sendable {
        case batch(String)
        /// An owner in one month, told by the milliseconds of its first moment.
        case owner(Int64, month: Int64)
    }

    private struct Balance {
        var spent: Int
        var reserved = 0
    }

    private let state = Mutex<[Account: Balance]>([:])
    private let accountLimit: Int

    package init(accountLimit: Int = 20_000) { self.accountLimit = accountLimit }

    package func knows(_ account: Account) -> Bool { state.withLock { $0[account] != nil } }

    /// Opens an account with what was spent on it before; one that is open stays as it is.
    package func open(_ account: Account, spent: Int) {
        state.withLock { accounts in
            guard accounts[account] == nil else { return }
            if accounts.count >= accountLimit {
                for (old, balance) in accounts where balance.reserved == 0 { accounts[old] = nil }
            }
            accounts[account] = Balance(spent: max(0, spent))
        }
    }

    /// Reserves `tokens` on all accounts, or on none when one of them would go over its limit: that one is told.
    package func reserve(_ tokens: Int, on accounts: [(account: Account, limit: Int)]) -> Account? {
        state.withLock { balances in
            for (account, limit) in accounts {
                let balance = balances[account] ?? Balance(spent: 0)
                if balance.spent + balance.reserved + tokens > limit { return account }
            }
            for (account, _) in accounts { balances[account, default: Balance(spent: 0)].reserved += tokens }
            return nil
        }
    }

    package func settle(reserved: Int, spent: Int, on accounts: [(account: Account, limit: Int)]) {
        state.withLock { balances in
            for (account, _) in accounts {
                balances[account, default: Balance(spent: 0)].reserved -= reserved
                balances[account]?.spent += spent
            }
        }
    }
}
