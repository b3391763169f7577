-- Events with their parameters as a map of texts.
select
    *,
    map_from_entries(
        list_transform(
            cast(event_params as json[]),
            lambda param: struct_pack(
                k := param ->> '$.key',
                v := coalesce(
                    param ->> '$.value.string_value',
                    param ->> '$.value.int_value',
                    param ->> '$.value.double_value',
                    param ->> '$.value.float_value'
                )
            )
        )
    ) as params
from src.event
