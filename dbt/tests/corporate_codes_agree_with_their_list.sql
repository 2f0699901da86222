{#- The class of a contract type is written twice, as a code list and as a rule: they must say the same. -#}
select
    code,
    tenant_type
from {{ ref('code_contract_type') }}
where {{ is_corporate('code') }} <> (tenant_type = 'corporate')
